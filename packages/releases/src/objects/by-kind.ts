import type { Target } from './target.ts';

/** Objects of one kind at the same time, one kind after the other, with what failed of each kind. */
export async function* byKind(
  targets: readonly Target[],
  deed: (target: Target) => Promise<void>,
): AsyncGenerator<unknown[]> {
  for (let start = 0; start < targets.length; ) {
    let end = start + 1;
    while (end < targets.length && targets[end]?.kind === targets[start]?.kind) end += 1;
    const outcomes = await Promise.allSettled(targets.slice(start, end).map(deed));
    yield outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    start = end;
  }
}
