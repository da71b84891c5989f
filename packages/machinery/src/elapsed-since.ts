/**
 * Milliseconds since a moment that an object tells, in RFC 3339. Undefined where it tells none, or one that is yet to come: the
 * time of day was put back meanwhile, or two machines differ in it, and nobody knows for how long it would have to be waited.
 */
export function elapsedSince(moment: string | undefined, now: Date): number | undefined {
  const elapsedMs = now.getTime() - Date.parse(moment ?? '');
  return elapsedMs >= 0 ? elapsedMs : undefined;
}
