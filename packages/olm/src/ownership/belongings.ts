import type { CacheIndex, Reader } from '@violet/controller';
import type { ResourceDefinition } from '@violet/kube';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { ownerOfLabels } from './owner.ts';

/** Objects by the uids of their owners, and by the owner that their labels name. */
export const byOwner: CacheIndex = {
  name: 'olm-owner',
  words: (object) => {
    const labelled = ownerOfLabels(object);
    const uids = (object.metadata.ownerReferences ?? []).map(({ uid }) => uid);
    return labelled === undefined ? uids : [...uids, ownerWord(labelled)];
  },
};

/** The objects of a kind that belong to this one, by reference or by label; the kind is watched with `byOwner`. */
export function belongings(
  kind: ResourceDefinition,
  { kind: ownerKind, metadata }: Stored<KubernetesObject>,
  reader: Reader,
): Stored<KubernetesObject>[] {
  const { name, namespace = '', uid } = metadata;
  const labelled = reader.byIndex(kind, byOwner, ownerWord({ kind: ownerKind, name, namespace }));
  return [...new Set([...reader.byIndex(kind, byOwner, uid), ...labelled])];
}

function ownerWord({ kind, name, namespace }: { kind: string; name: string; namespace: string }): string {
  return `${kind}/${namespace}/${name}`;
}
