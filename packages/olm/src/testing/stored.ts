import type { KubernetesObject, Stored } from '@violet/machinery';

/** An object as a server would have stored it; its uid is its name unless it has one. */
export function stored<T extends KubernetesObject>(object: T, uid?: string): Stored<T> {
  const { name = '' } = object.metadata;
  const known = { name, uid: uid ?? `uid-${name}`, resourceVersion: '1', creationTimestamp: '2026-11-22T10:00:00Z' };
  return { ...object, metadata: { ...object.metadata, ...known } };
}
