/** Set algebra, which the language's own library does not type yet. */
export function joinSets<T>(a: ReadonlySet<T>, b: Iterable<T>): Set<T> {
  const joined = new Set(a);
  for (const item of b) joined.add(item);
  return joined;
}

export function filterSet<T>(set: ReadonlySet<T>, keeps: (item: T) => boolean): Set<T> {
  const kept = new Set<T>();
  for (const item of set) if (keeps(item)) kept.add(item);
  return kept;
}
