import type { Budget, Literal } from '../sat/literal.ts';
import { Solver } from '../sat/solver.ts';
import type { Entry } from '../source/entry.ts';
import type { Constraint, Constraints, Exclusion, Variable } from './variable.ts';

/** A constraint with what it applies to. */
export type Applied =
  | { readonly variable: Variable; readonly constraint: Constraint }
  | { readonly variable?: undefined; readonly constraint: Exclusion };

/** A solver in which all constraints hold. */
export function encodeAll(constraints: Constraints, budget: Budget): Solver {
  const solver = new Solver(constraints.variables.length, budget);
  for (const variable of constraints.variables)
    for (const constraint of variable.constraints) teach(solver, { variable, constraint }, constraints, undefined);
  for (const constraint of constraints.exclusions) teach(solver, { constraint }, constraints, undefined);
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

/**
 * Of constraints of one variable that come to the same, the last one: upstream does not tell them apart, and has the
 * last one's words.
 */
export function distinctConstraints(all: Constraints): Applied[] {
  const distinct: Applied[] = all.exclusions.map((constraint) => ({ constraint }));
  for (const variable of all.variables) {
    const byClause = new Map<string, Constraint>();
    for (const constraint of variable.constraints)
      byClause.set(clauseOf(constraint, variable.number, all).join(), constraint);
    for (const constraint of byClause.values()) distinct.push({ variable, constraint });
  }
  return distinct;
}

function clauseOf(constraint: Constraint, subject: Literal, all: Constraints): Literal[] {
  if ('candidates' in constraint) return [-subject, ...candidateNumbers(constraint.candidates, all)];
  if (constraint.kind === 'subscription-exists' || constraint.kind === 'csv-exists') return [subject];
  if (constraint.kind !== 'bundle-replaces') return [-subject];
  const installed = all.variableOf(constraint.installed);
  return installed === undefined ? [-subject] : [-subject, -installed.number];
}

export function candidateNumbers(candidates: readonly Entry[], all: Constraints): Literal[] {
  return candidates.flatMap((entry) => all.variableOf(entry)?.number ?? []);
}
