import type { ClusterServiceVersion } from '@violet/api';

/** Why a CSV must not be created beside those that are there, in upstream's words; undefined where nothing is in the way. */
export function competingOwners(
  csv: ClusterServiceVersion,
  existing: readonly ClusterServiceVersion[],
  namespace: string,
): string | undefined {
  const name = csv.metadata.name ?? '';
  const owners = ownersByDefinition(existing);
  for (const { name: definition } of csv.spec.customresourcedefinitions?.owned ?? []) {
    const known = owners.get(definition) ?? [];
    if (known.length > 1)
      return `error checking crd owners for: ${name}: Existing CSVs [${known.join(' ')}] in namespace ${namespace} all claim to own CRD ${definition}`;
    if (known.length === 1 && known[0] !== name)
      return `pre-existing CRD owners found for owned CRD(s) of dependent CSV ${name}`;
  }
  return undefined;
}

function ownersByDefinition(csvs: readonly ClusterServiceVersion[]): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const { metadata, spec } of csvs) {
    for (const { name } of spec.customresourcedefinitions?.owned ?? [])
      owners.set(name, [...(owners.get(name) ?? []), metadata.name ?? '']);
  }
  return owners;
}
