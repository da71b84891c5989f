import type { JsonObject } from '@violet/machinery';
import { compare, type Difference } from './compare.ts';
import type { Side, Sides } from './sides.ts';

export type Snapshot = ReadonlyMap<string, JsonObject>;

const lookMs = 500;
/** How often in a row both must be alike: that what is only passing through the same state is not taken for its end. */
const lookups = 2;

/**
 * The differences that stay: both sides are looked at again until there are none that matter, or until `withinMs` have
 * passed.
 */
export async function differencesAtRest(
  sides: Sides,
  snapshot: (side: Side) => Promise<Snapshot>,
  matters: (difference: Difference) => boolean,
  withinMs = 45_000,
): Promise<Difference[]> {
  const end = Date.now() + withinMs;
  let equal = 0;
  for (;;) {
    const [upstream = new Map(), violet = new Map()] = await Promise.all(sides.both.map(snapshot));
    const found = compare(upstream, violet);
    equal = found.some(matters) ? 0 : equal + 1;
    if (equal === lookups || Date.now() >= end) return found;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

export async function becomes(condition: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (Date.now() < end) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}
