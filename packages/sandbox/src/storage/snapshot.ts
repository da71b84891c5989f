import type { KubernetesObject } from '@violet/machinery';
import type { Collection } from './collection.ts';

/**
 * The objects as they were at a revision, in key order: later events are undone. Undefined when the history no longer
 * reaches back that far.
 */
export function objectsAt(
  collection: Collection,
  revision: number,
  prefix = '',
  from?: string,
): Iterable<KubernetesObject> | undefined {
  const { history } = collection;
  if (revision < history.completeSince) return undefined;
  const first = history.after(revision);
  if (first === history.end) return collection.list(prefix, from);
  const objects = new Map(collection.objects);
  for (let position = history.end - 1; position >= first; position--) {
    const event = history.at(position);
    if (event === undefined) continue;
    if (event.previous === undefined) objects.delete(event.key);
    else objects.set(event.key, event.previous);
  }
  const wanted = [...objects].filter(([key]) => key.startsWith(prefix) && (from === undefined || key >= from));
  return wanted.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}
