import type { Budget, Literal } from '../sat/literal.ts';
import { type Applied, distinctConstraints, encodeGuarded } from './encode.ts';
import type { Constraints } from './variable.ts';

/** More conflicts than this are not told. */
const mostConflicts = 20;

/**
 * Sets of constraints that cannot hold together, none of which can spare one of its own; no two sets have a Subscription
 * or a free CSV in common. Empty where all can hold.
 */
export function minimalConflicts(constraints: Constraints, budget: Budget): Applied[][] {
  const all = distinctConstraints(constraints).sort(byWeight);
  const { solver, guards } = encodeGuarded(constraints, all, budget);
  const constraintOf = new Map(guards.map((guard, index) => [guard, all[index]]));
  const conflicts: Applied[][] = [];
  let left: readonly Literal[] = guards;
  while (conflicts.length < mostConflicts) {
    const outcome = solver.solve(left);
    if ('holding' in outcome) break;
    const core = minimise(outcome.failed, (some) => solver.solve(some));
    const conflict = core.flatMap((guard) => constraintOf.get(guard) ?? []);
    conflicts.push(conflict);
    const demanded = new Set(conflict.flatMap((one) => (isDemanded(one) ? one.variable : [])));
    if (demanded.size === 0) break;
    left = left.filter((guard) => {
      const one = constraintOf.get(guard);
      return one === undefined || one.variable === undefined || !demanded.has(one.variable);
    });
  }
  return conflicts;
}

function minimise(
  core: readonly Literal[],
  solve: (some: readonly Literal[]) => { readonly holding: unknown } | { readonly failed: Literal[] },
): readonly Literal[] {
  // The order of the core is the solver's affair; the order of the constraints is not.
  let kept = [...core].sort((left, right) => left - right);
  for (const guard of [...kept].reverse()) {
    if (!kept.includes(guard)) continue;
    const outcome = solve(kept.filter((one) => one !== guard));
    if ('holding' in outcome) continue;
    const needed = new Set(outcome.failed);
    kept = kept.filter((one) => needed.has(one));
  }
  return kept;
}

function isDemanded({ constraint: { kind } }: Applied): boolean {
  return kind === 'subscription-exists' || kind === 'csv-exists';
}

/** What is named first is dropped last: reasons that a person can do something about. */
const weights: Readonly<Record<Applied['constraint']['kind'], number>> = {
  'subscription-exists': 0,
  'csv-exists': 0,
  'subscription-without-bundle': 1,
  'subscription-requires': 2,
  'bundle-requires': 3,
  'bundle-deprecated': 4,
  'bundle-unusable': 4,
  'one-of-package': 5,
  'one-provider': 6,
  'bundle-replaces': 7,
};

function byWeight(left: Applied, right: Applied): number {
  return weights[left.constraint.kind] - weights[right.constraint.kind];
}
