import { type Key, keyOf } from '@violet/controller';
import type { ResourceDefinition } from '@violet/kube';
import {
  formatApiVersion,
  type KubernetesObject,
  type OwnerReference,
  parseApiVersion,
  type Stored,
} from '@violet/machinery';

/** The reference that makes `owner` the controller of an object. */
export function controllerReference(kind: ResourceDefinition, owner: Stored<KubernetesObject>): OwnerReference {
  const { name, uid } = owner.metadata;
  const apiVersion = formatApiVersion(kind.group, kind.version);
  return { apiVersion, kind: kind.kind, name, uid, controller: true, blockOwnerDeletion: true };
}

export function controllerOf(object: KubernetesObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller === true);
}

/** For watches: the object of `kind` that controls the changed one. */
export function keysOfController(kind: ResourceDefinition): (object: KubernetesObject) => Key[] {
  return (object) => {
    const owner = controllerOf(object);
    if (owner?.kind !== kind.kind || parseApiVersion(owner.apiVersion).group !== kind.group) return [];
    return [keyOf({ metadata: { ...object.metadata, name: owner.name } })];
  };
}
