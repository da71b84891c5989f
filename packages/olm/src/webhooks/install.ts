import {
  type ClusterServiceVersion,
  CustomResourceDefinition,
  MutatingWebhookConfiguration,
  type OperatorGroup,
  olmLabels,
  ValidatingWebhookConfiguration,
  type WebhookConfiguration,
  type WebhookDescription,
} from '@violet/api';
import type { Reader } from '@violet/controller';
import { type Cluster, type ResourceClient, type ResourceDefinition, retryOnConflict } from '@violet/kube';
import { Failure, type Stored } from '@violet/machinery';
import { isLabelledBy } from '../ownership/owner.ts';
import {
  conversionOf,
  conversionProblem,
  crdConversionProblem,
  webhookConfiguration,
  webhookLabels,
  webhookNamespaces,
} from './build.ts';

type Csv = Stored<ClusterServiceVersion>;
type Conversion = NonNullable<CustomResourceDefinition['spec']['conversion']>;

interface WebhookMeans {
  csv: Csv;
  group: Stored<OperatorGroup>;
  actor: Cluster;
  reader: Reader;
}

/** Makes the cluster call a webhook of the operator; `caBundle` in base64. */
export async function putWebhook(webhook: WebhookDescription, caBundle: string, means: WebhookMeans): Promise<void> {
  if (webhook.type === 'ConversionWebhook') return await putConversion(webhook, caBundle, means);
  const { csv, actor, reader } = means;
  const kind = configurationKind(webhook);
  const wanted = webhookConfiguration(csv, webhook, webhookNamespaces(means.group), caBundle);
  const configurations = actor.resource(kind);
  const existing = configurationsOf(csv, webhook, reader);
  if (existing.length === 0) await reader.whenSeen(kind, await configurations.create(wanted, { fieldManager: 'olm' }));
  for (const { metadata } of existing) {
    const labels = { ...metadata.labels, ...webhookLabels(csv, webhook) };
    const next: WebhookConfiguration = { ...wanted, metadata: { ...metadata, labels } };
    await reader.whenSeen(kind, await configurations.replace(next, { fieldManager: 'olm' }));
  }
}

function configurationKind({ type }: WebhookDescription): ResourceDefinition<WebhookConfiguration> {
  return type === 'MutatingAdmissionWebhook' ? MutatingWebhookConfiguration : ValidatingWebhookConfiguration;
}

/** The configurations that were made for this webhook of the CSV. */
export function configurationsOf(
  csv: Csv,
  webhook: WebhookDescription,
  reader: Reader,
): Stored<WebhookConfiguration>[] {
  return reader
    .list(configurationKind(webhook))
    .filter(
      (configuration) =>
        isLabelledBy(configuration, csv) &&
        configuration.metadata.labels?.[olmLabels.webhookName] === webhook.generateName,
    );
}

/** Makes the cluster have objects of the operator's CRDs converted by it. */
export async function putConversion(
  webhook: WebhookDescription,
  caBundle: string,
  { csv, actor }: Pick<WebhookMeans, 'csv' | 'actor'>,
): Promise<void> {
  const problem = conversionProblem(csv, webhook);
  if (problem !== undefined) throw new Failure('Conflict', problem);
  const conversion = conversionOf(csv.metadata.namespace ?? '', webhook, caBundle);
  const definitions = actor.resource(CustomResourceDefinition);
  for (const name of webhook.conversionCRDs ?? []) {
    // The API server and other operators write into the CRD, too.
    const refusal = await retryOnConflict(async () => {
      const crd = await definitions.get(name);
      if (crd === undefined)
        return `unable to get CRD ${name} specified in Conversion Webhook: customresourcedefinitions.apiextensions.k8s.io "${name}" not found`;
      const problem = crdConversionProblem(csv, crd);
      if (problem === undefined) await writeConversion(crd, conversion, definitions);
      return problem;
    });
    if (refusal !== undefined) throw new Failure('Conflict', refusal);
  }
}

async function writeConversion(
  crd: Stored<CustomResourceDefinition>,
  conversion: Conversion,
  definitions: ResourceClient<CustomResourceDefinition>,
): Promise<void> {
  await definitions.replace({ ...crd, spec: { ...crd.spec, conversion } }, { fieldManager: 'olm' });
}

/** Removes the configurations of webhooks that the CSV does not describe any more. */
export async function removeUnknownWebhooks(csv: Csv, reader: Reader): Promise<void> {
  const described = new Set((csv.spec.webhookdefinitions ?? []).map(({ generateName }) => generateName));
  for (const kind of [ValidatingWebhookConfiguration, MutatingWebhookConfiguration]) {
    for (const configuration of reader.list(kind).filter((each) => isLabelledBy(each, csv))) {
      const name = configuration.metadata.labels?.[olmLabels.webhookName];
      if (name === undefined || described.has(name)) continue;
      await reader.client.resource(kind).delete(configuration.metadata.name);
      await reader.whenGone(kind, configuration);
    }
  }
}

/** Takes the operator's conversion out of CRDs that stay: without its server, no object of theirs could be read. */
export async function resetConversions(csv: Csv, reader: Reader): Promise<void> {
  const definitions = reader.client.resource(CustomResourceDefinition);
  for (const { type, conversionCRDs = [] } of csv.spec.webhookdefinitions ?? []) {
    if (type !== 'ConversionWebhook') continue;
    for (const name of conversionCRDs) {
      await retryOnConflict(async () => {
        const crd = await definitions.get(name);
        if (crd?.spec.conversion?.strategy === 'Webhook') await writeConversion(crd, { strategy: 'None' }, definitions);
      });
    }
  }
}
