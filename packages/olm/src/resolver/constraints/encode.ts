import type { Budget, Literal } from '../sat/literal.ts';
import { Solver } from '../sat/solver.ts';
import type { Entry } from '../source/entry.ts';
import type { Constraint, Constraints, Exclusion, Variable } from './variable.ts';

/** A constraint with what it applies to. */
export type Applied =
  | { readonly variable: Variable; readonly constraint: Constraint }
  | { readonly variable?: undefined; readonly constraint: Exclusion };

/** All constraints, those of one variable together. */
export function* applied({ variables, exclusions }: Constraints): Iterable<Applied> {
  for (const variable of variables) {
    for (const constraint of variable.constraints) yield { variable, constraint };
  }
  for (const constraint of exclusions) yield { constraint };
}

/** A solver in which all constraints hold. */
export function encodeAll(constraints: Constraints, budget: Budget): Solver {
  const solver = new Solver(constraints.variables.length, budget);
  for (const one of applied(constraints)) teach(solver, one, constraints, undefined);
  return solver;
}

/** A solver in which each of some constraints holds where its guard is assumed. */
export function encodeGuarded(
  constraints: Constraints,
  guarded: readonly Applied[],
  budget: Budget,
): { readonly solver: Solver; readonly guards: readonly Literal[] } {
  const first = constraints.variables.length + 1;
  const solver = new Solver(constraints.variables.length + guarded.length, budget);
  for (const [index, one] of guarded.entries()) teach(solver, one, constraints, first + index);
  return { solver, guards: guarded.map((_, index) => first + index) };
}

function teach(solver: Solver, { variable, constraint }: Applied, all: Constraints, guard: Literal | undefined): void {
  if (variable === undefined) {
    const literals = constraint.variables.map(({ number }) => number);
    solver.addAtMostOne(literals, guard);
    return;
  }
  const subject = variable.number;
  if ('candidates' in constraint) {
    solver.addChoice({ subject, candidates: candidateNumbers(constraint.candidates, all), guard });
    return;
  }
  const clause = clauseOf(constraint, subject, all);
  solver.addClause(guard === undefined ? clause : [-guard, ...clause]);
}

function clauseOf(constraint: Constraint, subject: Literal, all: Constraints): Literal[] {
  if (constraint.kind === 'subscription-exists' || constraint.kind === 'csv-exists') return [subject];
  if (constraint.kind !== 'bundle-replaces') return [-subject];
  const installed = all.variableOf(constraint.installed);
  return installed === undefined ? [-subject] : [-subject, -installed.number];
}

export function candidateNumbers(candidates: readonly Entry[], all: Constraints): Literal[] {
  return candidates.flatMap((entry) => all.variableOf(entry)?.number ?? []);
}
