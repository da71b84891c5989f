import { type ClusterServiceVersion, CustomResourceDefinition, olmLabels, type WebhookDescription } from '@violet/api';
import type { Reader } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { webhookLabels } from './build.ts';
import { configurationsOf } from './install.ts';

type Csv = Stored<ClusterServiceVersion>;

/** `missing`: not made yet, or made for another description; `failed`: cannot be made so. */
export type WebhookState = { state: 'present' | 'missing' } | { state: 'failed'; message: string };

export async function webhookState(csv: Csv, reader: Reader): Promise<WebhookState> {
  for (const webhook of csv.spec.webhookdefinitions ?? []) {
    const state =
      webhook.type === 'ConversionWebhook'
        ? await conversionState(webhook, reader)
        : configurationState(csv, webhook, reader);
    if (state.state !== 'present') return state;
  }
  return { state: 'present' };
}

function configurationState(csv: Csv, webhook: WebhookDescription, reader: Reader): WebhookState {
  const hash = webhookLabels(csv, webhook)[olmLabels.webhookHash];
  const found = configurationsOf(csv, webhook, reader).some(
    ({ metadata }) => metadata.labels?.[olmLabels.webhookHash] === hash,
  );
  return { state: found ? 'present' : 'missing' };
}

async function conversionState({ conversionCRDs = [] }: WebhookDescription, reader: Reader): Promise<WebhookState> {
  for (const name of conversionCRDs) {
    const crd = await reader.client.resource(CustomResourceDefinition).get(name);
    if (crd === undefined)
      return { state: 'failed', message: `customresourcedefinitions.apiextensions.k8s.io "${name}" not found` };
    const { strategy, webhook } = crd.spec.conversion ?? {};
    if (strategy !== 'Webhook' || webhook?.clientConfig?.caBundle === undefined)
      return { state: 'failed', message: 'conversionWebhook not ready' };
  }
  return { state: conversionCRDs.length === 0 ? 'missing' : 'present' };
}

/** The authority (base64) that callers of a webhook trust; undefined where the webhook has not been made. */
export async function webhookAuthority(
  csv: Csv,
  webhook: WebhookDescription,
  reader: Reader,
): Promise<string | undefined> {
  if (webhook.type !== 'ConversionWebhook')
    return configurationsOf(csv, webhook, reader)[0]?.webhooks?.[0]?.clientConfig.caBundle;
  for (const name of webhook.conversionCRDs ?? []) {
    const crd = await reader.client.resource(CustomResourceDefinition).get(name);
    const authority = crd?.spec.conversion?.webhook?.clientConfig?.caBundle;
    if (authority !== undefined) return authority;
  }
  return undefined;
}
