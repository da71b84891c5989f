import type { JsonObject, KubernetesObject } from '@violet/machinery';
import { isAtWork } from './at-work.ts';
import { compare, type Difference } from './compare.ts';
import { normalize } from './normalize.ts';
import type { Side, Sides } from './sides.ts';

const lookMs = 200;
/** Both alike and unchanged for so long: that what is only passing through the same state is not taken for its end. */
const quietMs = 800;
/** Alike for so long, whatever is still written without telling anything new. */
const alikeMs = 4_000;
/** Different and unchanged for so long, with nobody at work: what comes later than this, is not waited for. */
const strandedMs = 60_000;

/**
 * The differences that stay: both sides are looked at again until there are none that matter, or until nothing changes any
 * more, or until `withinMs` have passed.
 */
export async function differencesAtRest(
  sides: Sides,
  objectsOf: (side: Side) => KubernetesObject[],
  matters: (difference: Difference) => boolean,
  withinMs = 600_000,
): Promise<Difference[]> {
  const looks = sides.both.map((side) => new Look(() => objectsOf(side)));
  const end = Date.now() + withinMs;
  let found: Difference[] | undefined;
  let [changedAt, differedAt, workedAt] = [Date.now(), Date.now(), 0];
  for (;;) {
    const changed = looks.filter((look) => look.again()).length > 0;
    const now = Date.now();
    if (changed || found === undefined) {
      const [upstream = new Map(), violet = new Map()] = looks.map(({ snapshot }) => snapshot);
      found = compare(upstream, violet);
      changedAt = now;
    }
    const alike = !found.some(matters);
    if (!alike) differedAt = now;
    const atWork = looks.some((look) => look.atWork);
    if (atWork) workedAt = now;
    const [quietFor, alikeFor] = [now - changedAt, now - differedAt];
    if (alike && (alikeFor >= alikeMs || (!atWork && quietFor >= quietMs && alikeFor >= quietMs))) return found;
    if ((quietFor >= strandedMs && now - workedAt >= strandedMs) || now >= end) return found;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

/** What one side has, written anew only where an object has changed. */
class Look {
  readonly #objects: () => KubernetesObject[];
  #versions = '';
  atWork = false;
  snapshot: ReadonlyMap<string, JsonObject> = new Map();

  constructor(objects: () => KubernetesObject[]) {
    this.#objects = objects;
  }

  /** Whether anything has changed since the last time. */
  again(): boolean {
    const objects = this.#objects();
    const versions = objects.map(versionOf).join();
    if (versions === this.#versions) return false;
    this.#versions = versions;
    this.atWork = objects.some(isAtWork);
    this.snapshot = normalize(objects);
    return true;
  }
}

/** That an Event is told again says nothing new. */
function versionOf({ kind, metadata }: KubernetesObject): string {
  return kind === 'Event' ? (metadata.uid ?? '') : `${metadata.uid}:${metadata.resourceVersion}`;
}

export async function becomes(condition: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (Date.now() < end) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}
