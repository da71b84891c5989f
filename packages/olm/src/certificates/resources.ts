import type { ApiServiceDescription, ClusterServiceVersionSpec, ServicePort, WebhookDescription } from '@violet/api';

/** What of a CSV is reached through a Service with a certificate of OLM: an API that it serves, or a webhook. */
export type ServedDescription =
  | { type: 'api'; api: ApiServiceDescription }
  | { type: 'webhook'; webhook: WebhookDescription };

const DEFAULT_PORT = 443;

/** All that a CSV serves; its APIs by name, then its webhooks. */
export function servedBy({
  apiservicedefinitions,
  webhookdefinitions,
}: ClusterServiceVersionSpec): ServedDescription[] {
  return [
    ...ownedApis(apiservicedefinitions?.owned ?? []).map((api) => ({ type: 'api' as const, api })),
    ...(webhookdefinitions ?? []).map((webhook) => ({ type: 'webhook' as const, webhook })),
  ];
}

/** Each API group and version once, in order of their names; of several descriptions the last. */
export function ownedApis(descriptions: readonly ApiServiceDescription[]): ApiServiceDescription[] {
  const byName = new Map(descriptions.map((each) => [`${each.version}.${each.group}`, each]));
  return [...byName].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, description]) => description);
}

export function deploymentOf(served: ServedDescription): string {
  return (served.type === 'api' ? served.api.deploymentName : served.webhook.deploymentName) ?? '';
}

export function portOf({ containerPort = 0 }: { containerPort?: number }): number {
  return containerPort > 0 ? containerPort : DEFAULT_PORT;
}

/** The ports of the Service before a Deployment, each once. */
export function servicePorts(served: readonly ServedDescription[]): ServicePort[] {
  const ports = new Map<string, ServicePort>();
  for (const each of served) {
    const port = portOf(each.type === 'api' ? each.api : each.webhook);
    const targetPort = (each.type === 'webhook' ? each.webhook.targetPort : undefined) ?? port;
    ports.set(`${port} ${targetPort}`, { name: String(port), port, targetPort });
  }
  return [...ports.values()];
}
