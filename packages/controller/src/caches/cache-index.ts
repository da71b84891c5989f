import type { KubernetesObject, Stored } from '@violet/machinery';

/** Objects of a kind by words that are found in them: asking for a word costs no walk over all objects. */
export interface CacheIndex<T extends KubernetesObject = KubernetesObject> {
  /** Of all indexes under one name, the first that comes counts. */
  name: string;
  words: (object: Stored<T>) => readonly string[];
}
