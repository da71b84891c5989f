import { applyJsonPatch, Failure, type Json, jsonEqual, type KubernetesObject } from '@violet/machinery';
import type { Catalog } from '../../requests/catalog.ts';
import { refine } from '../../requests/refine.ts';
import type { Store } from '../../storage/store.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission.ts';
import { type Asking, askWebhook } from './ask.ts';
import { type Webhook, webhooksOf } from './webhook.ts';

/** Calls the cluster's admission webhooks by their URLs, as kube-apiserver does. */
export function webhookAdmission(store: Store, catalog: Catalog, log: Asking['log']): AdmissionPlugin {
  return {
    mutate: (request) => mutate(webhooksOf(store, 'mutating'), request, { type: 'mutating', store, catalog, log }),
    async validate(request) {
      const asking: Asking = { type: 'validating', store, catalog, log };
      await Promise.all(webhooksOf(store, 'validating').map((webhook) => askWebhook(webhook, request, asking)));
    },
  };
}

/** One after the other; those that want it see the object again when a later one changed it. */
async function mutate(webhooks: readonly Webhook[], request: AdmissionRequest, asking: Asking): Promise<void> {
  let lastChange = -1;
  for (const [index, webhook] of webhooks.entries()) {
    if (await mutateBy(webhook, request, asking)) lastChange = index;
  }
  for (const [index, webhook] of webhooks.entries()) {
    if (index < lastChange && webhook.reinvocationPolicy === 'IfNeeded') await mutateBy(webhook, request, asking);
  }
}

async function mutateBy(webhook: Webhook, request: AdmissionRequest, asking: Asking): Promise<boolean> {
  const answer = await askWebhook(webhook, request, asking);
  if (answer?.patch === undefined) return false;
  const { object, kind } = request;
  if (object === undefined) {
    const name = JSON.stringify(webhook.name);
    throw new Failure(
      'InternalError',
      `Internal error occurred: admission webhook ${name} attempted to modify the object, which is not supported for this operation`,
    );
  }
  const patched = applyJsonPatch(object as unknown as Json, answer.patch) as unknown as KubernetesObject;
  refine(kind, patched);
  if (jsonEqual(patched, object)) return false;
  request.object = patched;
  return true;
}
