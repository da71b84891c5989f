import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget, type Literal } from './literal.ts';
import { Solver } from './solver.ts';

const variables = 8;
const variable = fc.integer({ min: 1, max: variables });
const some = fc.uniqueArray(variable, { minLength: 2, maxLength: 4 });
const rule = fc.oneof(
  fc.record({ kind: fc.constant('must' as const), of: fc.tuple(variable) }),
  fc.record({ kind: fc.constant('never' as const), of: fc.tuple(variable) }),
  fc.record({ kind: fc.constant('requires' as const), of: some }),
  fc.record({ kind: fc.constant('requires' as const), of: some }),
  fc.record({ kind: fc.constant('excludes' as const), of: fc.tuple(variable, variable) }),
  fc.record({ kind: fc.constant('one' as const), of: some }),
);
interface Rule {
  readonly kind: 'must' | 'never' | 'requires' | 'excludes' | 'one';
  readonly of: readonly number[];
}

const rules = fc.array(rule, { minLength: 1, maxLength: 14 });
const budget = () => new Budget(1_000_000, 1000, () => 0);

function teach(solver: Solver, { kind, of }: Rule, guard?: Literal): void {
  const [first = 0, second = 0, ...rest] = of;
  const unless = guard === undefined ? [] : [-guard];
  if (kind === 'must') solver.addClause([...unless, first]);
  else if (kind === 'never') solver.addClause([...unless, -first]);
  else if (kind === 'requires') solver.addChoice({ subject: first, candidates: [second, ...rest], guard });
  else if (kind === 'excludes') solver.addClause([...unless, -first, -second]);
  else solver.addAtMostOne(of, guard);
}

function holds({ kind, of }: Rule, chosen: (one: number) => boolean): boolean {
  const [first = 0, ...rest] = of;
  if (kind === 'must') return chosen(first);
  if (kind === 'never') return !chosen(first);
  if (kind === 'requires') return !chosen(first) || rest.some(chosen);
  if (kind === 'excludes') return !of.every(chosen);
  return of.filter(chosen).length < 2;
}

/** By trying everything. */
function isPossible(all: readonly Rule[], assumed: readonly number[] = []): boolean {
  for (let mask = 0; mask < 2 ** variables; mask++) {
    const chosen = (one: number) => (mask & (1 << (one - 1))) !== 0;
    if (assumed.every(chosen) && all.every((one) => holds(one, chosen))) return true;
  }
  return false;
}

describe('the solver', () => {
  it('finds an answer in which all rules hold exactly where there is one', () => {
    fc.assert(
      fc.property(rules, fc.array(variable, { maxLength: 3 }), (all, assumed) => {
        const solver = new Solver(variables, budget());
        for (const one of all) teach(solver, one);
        const outcome = solver.solve(assumed);
        if ('failed' in outcome) return !isPossible(all, assumed);
        return (
          assumed.every((one) => outcome.holding.has(one)) &&
          all.every((one) => holds(one, (each) => outcome.holding.has(each)))
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('answers again and again, each time as if for the first time', () => {
    fc.assert(
      fc.property(rules, fc.array(fc.array(variable, { maxLength: 3 }), { maxLength: 5 }), (all, questions) => {
        const solver = new Solver(variables, budget());
        for (const one of all) teach(solver, one);
        return questions.every((assumed) => 'holding' in solver.solve(assumed) === isPossible(all, assumed));
      }),
      { numRuns: 500 },
    );
  });

  it('names guards of rules that cannot hold together', () => {
    fc.assert(
      fc.property(rules, (all) => {
        const solver = new Solver(variables + all.length, budget());
        const guards = all.map((_, index) => variables + 1 + index);
        for (const [index, one] of all.entries()) teach(solver, one, guards[index]);
        const outcome = solver.solve(guards);
        if ('holding' in outcome) return isPossible(all);
        return !isPossible(all.filter((_, index) => outcome.failed.includes(guards[index] ?? 0)));
      }),
      { numRuns: 1000 },
    );
  });

  it('stops where its budget ends', () => {
    const solver = new Solver(4, new Budget(9, 1000, () => 0));
    solver.addClause([1]);
    solver.addChoice({ subject: 1, candidates: [2], guard: undefined });
    solver.addChoice({ subject: 2, candidates: [3], guard: undefined });
    solver.addChoice({ subject: 3, candidates: [4], guard: undefined });

    expect(() => solver.solve([])).toThrow('cancelled before a solution could be found');
  });
});
