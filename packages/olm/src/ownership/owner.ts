import { olmLabels } from '@violet/api';
import type { KubernetesObject, ObjectMeta, OwnerReference, Stored } from '@violet/machinery';

/** The kind that owns most of what OLM makes. */
export const csvKind = 'ClusterServiceVersion';

/** A reference to an owner that neither controls nor holds up: an object of OLM may have several owners. */
export function ownerReference(owner: Stored<KubernetesObject>): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, blockOwnerDeletion: false, controller: false };
}

/** The one owner that an object follows. */
export function controllerReference(owner: Stored<KubernetesObject>): OwnerReference {
  return { ...ownerReference(owner), controller: true };
}

/** For what cannot have an owner reference: objects of the cluster, or of another namespace. */
export function ownerLabels(owner: KubernetesObject): Record<string, string> {
  return {
    [olmLabels.owner]: owner.metadata.name ?? '',
    [olmLabels.ownerNamespace]: owner.metadata.namespace ?? '',
    [olmLabels.ownerKind]: owner.kind,
  };
}

export const managedLabel = { [olmLabels.managed]: 'true' } as const;

export function isOwnedBy(object: { metadata: ObjectMeta }, owner: { metadata: ObjectMeta }): boolean {
  return (object.metadata.ownerReferences ?? []).some(({ uid }) => uid === owner.metadata.uid);
}

export function ownersOfKind(object: { metadata: ObjectMeta }, kind: string): OwnerReference[] {
  return (object.metadata.ownerReferences ?? []).filter((owner) => owner.kind === kind);
}

/** Whether the labels say that this object owns it. */
export function isLabelledBy(object: { metadata: ObjectMeta }, owner: KubernetesObject): boolean {
  const labels = object.metadata.labels ?? {};
  return Object.entries(ownerLabels(owner)).every(([key, value]) => labels[key] === value);
}

/** The owner that the labels name, of whatever kind. */
export function ownerOfLabels({
  metadata: { labels = {} },
}: {
  metadata: ObjectMeta;
}): { kind: string; name: string; namespace: string } | undefined {
  const { [olmLabels.ownerKind]: kind, [olmLabels.owner]: name, [olmLabels.ownerNamespace]: namespace } = labels;
  return kind === undefined || name === undefined || namespace === undefined ? undefined : { kind, name, namespace };
}

/** The owner of this kind that the labels name. */
export function labelledOwner(
  object: { metadata: ObjectMeta },
  kind: string,
): { name: string; namespace: string } | undefined {
  const owner = ownerOfLabels(object);
  return owner?.kind === kind ? { name: owner.name, namespace: owner.namespace } : undefined;
}

/** The CSVs that an object belongs to: by owner references in their namespace, else by labels. */
export function owningCsvs(object: { metadata: ObjectMeta }): { name: string; namespace: string }[] {
  const { namespace } = object.metadata;
  const owners = ownersOfKind(object, csvKind);
  if (namespace !== undefined && owners.length > 0) return owners.map(({ name }) => ({ name, namespace }));
  const labelled = labelledOwner(object, csvKind);
  return labelled === undefined ? [] : [labelled];
}
