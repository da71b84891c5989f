import { resource } from '@violet/api';
import type { Cluster } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';

export interface WebhookRule {
  apiGroups: string[];
  apiVersions: string[];
  resources: string[];
  operations: ('CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT' | '*')[];
  scope?: 'Cluster' | 'Namespaced' | '*';
}

export interface Webhook {
  /** A domain name: `moduleinfo.cluster.alauda.io`. */
  name: string;
  path: string;
  rules: WebhookRule[];
  /** CEL; what they exclude never waits for this webhook. */
  matchConditions?: { name: string; expression: string }[];
  objectSelector?: object;
  namespaceSelector?: object;
  /** `Ignore` by default: a reconciler reaches the same verdict, so a webhook that is down must not stop the cluster. */
  failurePolicy?: 'Fail' | 'Ignore';
  /** How long the cluster waits for the answer, at most 30; 3 by default, because people wait with it. */
  timeoutSeconds?: number;
}

export interface WebhookConfiguration {
  type: 'validating' | 'mutating';
  name: string;
  /** Where the cluster finds the server: `https://host:port`. */
  url: string;
  /** PEM of the authority that signed the server's certificate. */
  ca: string;
  webhooks: readonly Webhook[];
}

const TIMEOUT_SECONDS = 3;
const group = 'admissionregistration.k8s.io/v1';

const kinds = {
  validating: resource(group, 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', 'Cluster'),
  mutating: resource(group, 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', 'Cluster'),
};

/** Makes the cluster ask these webhooks; the same again changes nothing. */
export async function ensureWebhookConfiguration(cluster: Cluster, configuration: WebhookConfiguration): Promise<void> {
  const kind = kinds[configuration.type];
  const object: KubernetesObject = {
    apiVersion: group,
    kind: kind.kind,
    metadata: { name: configuration.name },
    webhooks: configuration.webhooks.map((webhook) => webhookOf(webhook, configuration)),
  };
  await cluster.resource(kind).apply(object, { fieldManager: 'violet', force: true });
}

function webhookOf(webhook: Webhook, { url, ca }: WebhookConfiguration): object {
  const { path, failurePolicy = 'Ignore', timeoutSeconds = TIMEOUT_SECONDS, ...rest } = webhook;
  return {
    ...rest,
    failurePolicy,
    clientConfig: { url: url.replace(/\/$/, '') + path, caBundle: Buffer.from(ca).toString('base64') },
    timeoutSeconds,
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    matchPolicy: 'Equivalent',
  };
}
