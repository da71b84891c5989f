import type { Pod } from '../kinds/pod.ts';

export const INDEX = 'batch.kubernetes.io/job-completion-index';

export function indexOf({ metadata }: Pod): number {
  const text = metadata.annotations?.[INDEX];
  return text === undefined ? -1 : Number(text);
}

/** `0-2,5`: runs of indexes, as `status.completedIndexes` has them. */
export function printIndexes(indexes: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const index of indexes) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === index - 1) run[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}

/** The lowest indexes that are neither done nor being worked at. */
export function missingIndexes(completions: number, taken: ReadonlySet<number>, count: number): number[] {
  const free: number[] = [];
  for (let index = 0; index < completions && free.length < count; index++) if (!taken.has(index)) free.push(index);
  return free;
}
