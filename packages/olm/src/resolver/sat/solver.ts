import { analyseConflict, failedAssumptions } from './analyse.ts';
import { Assignment } from './assignment.ts';
import type { Budget, Literal } from './literal.ts';

/** If the subject holds, one of the candidates must; the first one is tried first. */
export interface ChoiceRule {
  readonly subject: Literal;
  readonly candidates: readonly Literal[];
  readonly guard: Literal | undefined;
}

interface AtMostOneRule {
  readonly literals: readonly Literal[];
  readonly guard: Literal | undefined;
}

type Clause = Literal[];

/**
 * A small conflict-driven solver. Rules only ever exclude what holds together or demand one of several, so what nothing
 * demands is left out: an answer is found as soon as every demand is met. A rule with a guard counts where its guard is
 * assumed.
 */
export class Solver {
  readonly #budget: Budget;
  readonly #assigned: Assignment;
  /** Clauses by the literals whose becoming false they watch. */
  readonly #watches = new Map<Literal, Clause[]>();
  readonly #atMostOnes = new Map<Literal, AtMostOneRule[]>();
  readonly #guarded = new Map<Literal, AtMostOneRule>();
  readonly #choices = new Map<Literal, ChoiceRule[]>();
  readonly #units: Literal[] = [];
  #propagated = 0;
  #isPossible = true;

  constructor(variables: number, budget: Budget) {
    this.#assigned = new Assignment(variables);
    this.#budget = budget;
  }

  /** One of the literals must hold. */
  addClause(literals: readonly Literal[]): void {
    this.#budget.spend(literals.length);
    const clause = [...new Set(literals)];
    if (clause.some((literal) => clause.includes(-literal))) return;
    const [first, second] = clause;
    if (first === undefined) this.#isPossible = false;
    else if (second === undefined) this.#units.push(first);
    else this.#watch(clause);
  }

  addChoice(rule: ChoiceRule): void {
    const guard = rule.guard === undefined ? [] : [-rule.guard];
    this.addClause([...guard, -rule.subject, ...rule.candidates]);
    append(this.#choices, rule.subject, rule);
  }

  /** At most one of the literals may hold; one that is there twice may not. */
  addAtMostOne(literals: readonly Literal[], guard?: Literal): void {
    const distinct = new Set(literals);
    const rule = { literals: [...distinct], guard };
    for (const literal of distinct) append(this.#atMostOnes, literal, rule);
    if (guard !== undefined) this.#guarded.set(guard, rule);
    if (distinct.size === literals.length) return;
    const twice = literals.filter((literal, index) => literals.indexOf(literal) !== index);
    for (const literal of twice) this.addClause(guard === undefined ? [-literal] : [-guard, -literal]);
  }

  /** The variables that hold in an answer in which all assumptions do, or the assumptions that stand in the way. */
  solve(assumptions: readonly Literal[]): { readonly holding: ReadonlySet<Literal> } | { readonly failed: Literal[] } {
    const failed = this.#search(assumptions);
    if (failed !== undefined) {
      this.#returnTo(0);
      return { failed };
    }
    const holding = new Set(this.#assigned.trail.filter((literal) => literal > 0));
    this.#returnTo(0);
    return { holding };
  }

  /** The assumptions that fail, or nothing with an answer assigned. */
  #search(assumptions: readonly Literal[]): Literal[] | undefined {
    for (const unit of this.#units) if (!this.#assume(unit)) this.#isPossible = false;
    this.#units.length = 0;
    while (this.#isPossible) {
      const conflict = this.#propagate();
      if (conflict !== undefined) this.#learn(conflict);
      else {
        const next = this.#nextAssumption(assumptions) ?? this.#nextDemand();
        if (next === undefined) return undefined;
        if (this.#assigned.valueOf(next) < 0) return failedAssumptions(next, this.#assigned);
        this.#assigned.openLevel();
        this.#assigned.assign(next, undefined);
      }
    }
    return [];
  }

  /** Whether a literal that must hold still can. */
  #assume(unit: Literal): boolean {
    const value = this.#assigned.valueOf(unit);
    if (value === 0) this.#assigned.assign(unit, undefined);
    return value >= 0;
  }

  #learn(conflict: readonly Literal[]): void {
    if (this.#assigned.level === 0) {
      this.#isPossible = false;
      return;
    }
    const { learnt, level } = analyseConflict(conflict, this.#assigned);
    this.#returnTo(level);
    const [first, second] = learnt;
    if (first === undefined) return;
    if (second !== undefined) this.#watch(learnt);
    this.#assigned.assign(first, second === undefined ? undefined : learnt);
  }

  #returnTo(level: number): void {
    this.#assigned.returnTo(level);
    this.#propagated = Math.min(this.#propagated, this.#assigned.trail.length);
  }

  #nextAssumption(assumptions: readonly Literal[]): Literal | undefined {
    for (let at = this.#assigned.level; at < assumptions.length; at++) {
      const literal = assumptions[at];
      if (literal === undefined || this.#assigned.valueOf(literal) <= 0) return literal;
      // A level of its own, so that levels and assumptions stay in step.
      this.#assigned.openLevel();
    }
    return undefined;
  }

  /** The most preferred candidate of the first demand that nothing meets yet. */
  #nextDemand(): Literal | undefined {
    for (const literal of this.#assigned.trail) {
      for (const rule of this.#choices.get(literal) ?? []) {
        if (rule.guard !== undefined && this.#assigned.valueOf(rule.guard) <= 0) continue;
        if (rule.candidates.some((candidate) => this.#assigned.valueOf(candidate) > 0)) continue;
        return rule.candidates.find((candidate) => this.#assigned.valueOf(candidate) === 0);
      }
    }
    return undefined;
  }

  /** A clause that cannot hold any more, or nothing. */
  #propagate(): readonly Literal[] | undefined {
    const { trail } = this.#assigned;
    const start = this.#propagated;
    while (this.#propagated < trail.length) {
      const literal = trail[this.#propagated++] ?? 0;
      const conflict =
        this.#propagateClauses(literal) ?? this.#propagateExclusions(literal) ?? this.#propagateGuard(literal);
      if (conflict !== undefined) return conflict;
    }
    this.#budget.spend(this.#propagated - start + 1);
    return undefined;
  }

  #propagateClauses(literal: Literal): Clause | undefined {
    const watching = this.#watches.get(-literal);
    if (watching === undefined) return undefined;
    let kept = 0;
    for (let index = 0; index < watching.length; index++) {
      const clause = watching[index] ?? [];
      if (this.#moveWatch(clause, -literal)) continue;
      watching[kept++] = clause;
      const other = clause[0] ?? 0;
      const value = this.#assigned.valueOf(other);
      if (value === 0) this.#assigned.assign(other, clause);
      else if (value < 0) {
        while (++index < watching.length) watching[kept++] = watching[index] ?? [];
        watching.length = kept;
        return clause;
      }
    }
    watching.length = kept;
    return undefined;
  }

  /** Whether another literal of the clause than the first one is now watched instead of a false one. */
  #moveWatch(clause: Clause, isFalse: Literal): boolean {
    const [first = 0, second = 0] = clause;
    const other = first === isFalse ? second : first;
    clause[0] = other;
    clause[1] = isFalse;
    if (this.#assigned.valueOf(other) > 0) return false;
    for (let index = 2; index < clause.length; index++) {
      const candidate = clause[index] ?? 0;
      if (this.#assigned.valueOf(candidate) < 0) continue;
      clause[1] = candidate;
      clause[index] = isFalse;
      append(this.#watches, candidate, clause);
      return true;
    }
    return false;
  }

  #propagateExclusions(literal: Literal): readonly Literal[] | undefined {
    for (const rule of this.#atMostOnes.get(literal) ?? []) {
      if (rule.guard !== undefined && this.#assigned.valueOf(rule.guard) <= 0) continue;
      const conflict = this.#exclude(rule, literal);
      if (conflict !== undefined) return conflict;
    }
    return undefined;
  }

  #propagateGuard(literal: Literal): readonly Literal[] | undefined {
    const rule = this.#guarded.get(literal);
    const holding = rule?.literals.find((one) => this.#assigned.valueOf(one) > 0);
    return rule === undefined || holding === undefined ? undefined : this.#exclude(rule, holding);
  }

  /** One holds, so the others do not. */
  #exclude({ literals, guard }: AtMostOneRule, holding: Literal): readonly Literal[] | undefined {
    for (const other of literals) {
      if (other === holding) continue;
      const value = this.#assigned.valueOf(other);
      if (value < 0) continue;
      const cause = guard === undefined ? [-other, -holding] : [-other, -holding, -guard];
      if (value > 0) return cause;
      this.#assigned.assign(-other, cause);
    }
    return undefined;
  }

  #watch(clause: Clause): void {
    const [first = 0, second = 0] = clause;
    append(this.#watches, first, clause);
    append(this.#watches, second, clause);
  }
}

function append<Value>(map: Map<Literal, Value[]>, literal: Literal, value: Value): void {
  const values = map.get(literal);
  if (values === undefined) map.set(literal, [value]);
  else values.push(value);
}
