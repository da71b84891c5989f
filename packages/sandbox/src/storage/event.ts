import type { KubernetesObject } from '@violet/machinery';

/** One committed change of one object. Objects are shared: nobody changes them after they are stored. */
export interface StoreEvent {
  readonly revision: number;
  /** `namespace/name`; a cluster-scoped object's key starts with the slash. */
  readonly key: string;
  /** What the object became; absent when it was removed. */
  readonly object?: KubernetesObject;
  readonly previous?: KubernetesObject;
  /** Characters of the JSON text: what the event counts for in the history's budget. */
  readonly size: number;
}

export function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

export function keyOfObject(object: KubernetesObject): string {
  return keyOf(object.metadata.namespace, object.metadata.name ?? '');
}
