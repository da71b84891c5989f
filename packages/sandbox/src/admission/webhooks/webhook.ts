import type { KubernetesObject, LabelSelectorObject } from '@violet/machinery';
import type { Store } from '../../storage/store.ts';
import type { ClientConfig } from '../../webhook-client/endpoint.ts';

/** One entry of a ValidatingWebhookConfiguration or MutatingWebhookConfiguration, after defaulting. */
export interface Webhook {
  name: string;
  clientConfig: ClientConfig;
  rules?: WebhookRule[];
  matchPolicy?: 'Exact' | 'Equivalent';
  namespaceSelector?: LabelSelectorObject;
  objectSelector?: LabelSelectorObject;
  matchConditions?: { name: string; expression: string }[];
  failurePolicy?: 'Fail' | 'Ignore';
  timeoutSeconds?: number;
  sideEffects?: string;
  reinvocationPolicy?: 'Never' | 'IfNeeded';
}

export interface WebhookRule {
  operations: string[];
  apiGroups: string[];
  apiVersions: string[];
  resources: string[];
  scope?: string;
}

export type WebhookType = 'validating' | 'mutating';

const group = 'admissionregistration.k8s.io';

export function configurationsId(type: WebhookType): string {
  return `${type}webhookconfigurations.${group}`;
}

/** All webhooks in the order in which they are asked: by the names of their configurations. */
export function webhooksOf(store: Store, type: WebhookType): Webhook[] {
  const configurations = [...store.collection(configurationsId(type)).list()];
  return configurations.flatMap(
    (configuration) => (configuration as KubernetesObject & { webhooks?: Webhook[] }).webhooks ?? [],
  );
}
