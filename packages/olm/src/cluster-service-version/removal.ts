import {
  ApiService,
  ClusterRole,
  ClusterRoleBinding,
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '@violet/api';
import { again, type Key, type Outcome, type Reader } from '@violet/controller';
import { csvKind, isLabelledBy, labelledOwner, ownerLabels } from '../ownership/owner.ts';
import { resetConversions } from '../webhooks/install.ts';
import { replacementOf } from './replacement.ts';
import type { Csv, CsvWorld } from './world.ts';

const LOOK_AGAIN_MS = 500;

/** Removes what belongs to the whole cluster and therefore cannot follow its owner. */
export async function removeClusterObjects(csv: Csv, { reader, csvs }: CsvWorld): Promise<Outcome | undefined> {
  const labelSelector = Object.entries(ownerLabels(csv))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const kinds = [ClusterRoleBinding, ClusterRole, MutatingWebhookConfiguration, ValidatingWebhookConfiguration];
  for (const kind of kinds) await reader.client.resource(kind).deleteCollection({ labelSelector });
  for (const kind of [ClusterRoleBinding, ClusterRole])
    if (reader.list(kind).some((object) => isLabelledBy(object, csv))) return again(LOOK_AGAIN_MS);
  if (replacementOf(csv, csvs) === undefined) await resetConversions(csv, reader);
  return undefined;
}

/** Removes the APIs that a CSV which is gone has registered. */
export async function removeOrphanedApis({ name, namespace }: Key, reader: Reader): Promise<void> {
  for (const service of reader.list(ApiService)) {
    const owner = labelledOwner(service, csvKind);
    if (owner?.name === name && owner.namespace === namespace)
      await reader.client.resource(ApiService).delete(service.metadata.name);
  }
}
