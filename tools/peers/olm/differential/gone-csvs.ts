import { installedAlongsidePrefix } from '@violet/api';
import { isJsonObject, type JsonObject, type KubernetesObject } from '@violet/machinery';

/** `namespace/name` of the CSVs among these objects. */
export function csvsAmong(objects: readonly KubernetesObject[]): ReadonlySet<string> {
  return new Set(
    objects
      .filter(({ kind }) => kind === 'ClusterServiceVersion')
      .map(({ metadata: { namespace, name } }) => `${namespace}/${name}`),
  );
}

/**
 * A CRD says which CSVs it came with, and those that are gone meanwhile are left out when it is written again: upstream does
 * that where it carries an automatic plan out twice (see passing.ts).
 */
export function withoutGoneCsvs(object: JsonObject, csvs: ReadonlySet<string>): JsonObject {
  const { metadata } = object;
  if (object['kind'] !== 'CustomResourceDefinition' || !isJsonObject(metadata)) return object;
  const { annotations } = metadata;
  if (!isJsonObject(annotations)) return object;
  for (const [key, csv] of Object.entries(annotations))
    if (key.startsWith(installedAlongsidePrefix) && !csvs.has(String(csv))) delete annotations[key];
  return object;
}
