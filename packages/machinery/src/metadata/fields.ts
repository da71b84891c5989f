import { isJsonObject, type JsonObject } from '../json.ts';

const metadataFields = new Set([
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
]);

const itemFields: Record<string, ReadonlySet<string>> = {
  ownerReferences: new Set(['apiVersion', 'kind', 'name', 'uid', 'controller', 'blockOwnerDeletion']),
  managedFields: new Set(['manager', 'operation', 'apiVersion', 'time', 'fieldsType', 'fieldsV1', 'subresource']),
};

/** Drops, in place, what ObjectMeta does not have, and adds the paths to `dropped`. */
export function pruneMetadata(metadata: unknown, path: string, dropped: string[]): void {
  if (!isJsonObject(metadata)) return;
  pruneObject(metadata, metadataFields, path, dropped);
  for (const [name, fields] of Object.entries(itemFields)) {
    const items = metadata[name];
    if (!Array.isArray(items)) continue;
    for (const [index, item] of items.entries()) {
      if (isJsonObject(item)) pruneObject(item, fields, `${path}.${name}[${index}]`, dropped);
    }
  }
}

function pruneObject(object: JsonObject, known: ReadonlySet<string>, path: string, dropped: string[]): void {
  for (const key of Object.keys(object)) {
    if (known.has(key)) continue;
    dropped.push(`${path}.${key}`);
    delete object[key];
  }
}
