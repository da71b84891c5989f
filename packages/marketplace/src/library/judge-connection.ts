/** What is known of OLM's two connections to one catalogue. Times are milliseconds of a clock that only goes forward. */
export interface ConnectionSight {
  now: number;
  /** Of the catalog operator's connection, as it says in the CatalogSource; undefined where it has not said anything. */
  state: string | undefined;
  /** For how long it has been saying so, known to the second; undefined where that cannot be told. */
  stateForMs: number | undefined;
  /** How often anybody has asked for the list of packages: of OLM, the package server alone does. */
  packagesAsked: number;
}

/** A time in which the catalog operator does not reach the catalogue, until the package server is known to be back as well. */
export interface Outage {
  since: number;
  /** When this or somebody else last had a connection begin anew. */
  dialledAt: number;
  /** As it was when the connection was last seen down. */
  packagesAsked: number;
  /** When the catalog operator was connected again. */
  overSince?: number;
  /** Whether the package server has been told another address since then. */
  isMoved: boolean;
}

/**
 * `redial` makes the catalog operator forget its connection and its back-off. `move` does it with the package server as well,
 * which dials anew for another address alone.
 */
export type Remedy = 'redial' | 'move';

interface ConnectionJudgement {
  /** To be remembered once the remedy has been given; undefined where all is well. */
  outage?: Outage;
  remedy?: Remedy;
  lookAgainMs?: number;
}

/**
 * A new connection is tried at 0, 1, 2.6, 5, 9 and 16 s: cut off here, the longest wait for the next try is 8 s. More often would not
 * let it come to tries: upstream takes seconds for its own writes where it is busy, and begins from the start at each remedy.
 */
const patienceMs = 20_000;

/** The package server asks at every change of a CatalogSource, as soon as it has read what it was reading. */
const packageServerMs = 3_000;

/** What to do so that neither connection waits for the end of a back-off, which grows to two minutes. */
export function judgeConnection(known: Outage | undefined, sight: ConnectionSight): ConnectionJudgement {
  if (sight.state === undefined) return {};
  if (sight.state !== 'READY') return judgeDown(known, sight);
  return known === undefined ? {} : judgeUp(known, sight);
}

function judgeDown(known: Outage | undefined, sight: ConnectionSight): ConnectionJudgement {
  const { now, stateForMs = 0, packagesAsked } = sight;
  const since = known?.since ?? now - stateForMs;
  const { dialledAt = since, isMoved = false } = known ?? {};
  const restMs = dialledAt + patienceMs - now;
  if (restMs > 0) return { outage: { since, dialledAt, packagesAsked, isMoved }, lookAgainMs: restMs };
  const outage = { since, dialledAt: now, packagesAsked, isMoved: false };
  return { outage, remedy: 'redial', lookAgainMs: patienceMs };
}

function judgeUp(known: Outage, { now, packagesAsked }: ConnectionSight): ConnectionJudgement {
  const { since, overSince = now, isMoved } = known;
  // After a short outage no back-off is long; after a move nobody is there who would ask.
  const isOver = packagesAsked > known.packagesAsked || overSince - since < patienceMs || isMoved;
  if (isOver) return {};
  const outage: Outage = { ...known, overSince };
  const restMs = overSince + packageServerMs - now;
  if (restMs > 0) return { outage, lookAgainMs: restMs };
  return { outage: { ...outage, dialledAt: now, isMoved: true }, remedy: 'move' };
}
