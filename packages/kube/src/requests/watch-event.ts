import type { KubernetesObject, Stored } from '@violet/machinery';

/** What a watch tells. A bookmark says only how far the watch has come. */
export type WatchEvent<T extends KubernetesObject = KubernetesObject> =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: Stored<T> }
  | { type: 'BOOKMARK'; resourceVersion: string; initialEventsEnd: boolean };
