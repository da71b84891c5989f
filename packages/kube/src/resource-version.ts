/**
 * Whether a cluster that has shown `seen` has shown `wanted` too. Versions of one cluster are decimal numbers that only
 * grow; of anything else nothing can be said, and waiting for it would have no end.
 */
export function hasReached(seen: string | undefined, wanted: string): boolean {
  if (!/^[1-9][0-9]*$/.test(wanted)) return true;
  if (seen === undefined) return false;
  return seen.length === wanted.length ? seen >= wanted : seen.length > wanted.length;
}
