/** Why a run of the steps stops before the last one. */
export type Outcome = { done: true } | { requeueAfterMs: number };

/** Stop: nothing is left to do until something changes. */
export const done: Outcome = { done: true };

/** Stop, and come back after this time even if nothing changes. */
export function again(requeueAfterMs: number): Outcome {
  return { requeueAfterMs };
}
