import type { ResolverMeans } from '../request.ts';
import { candidatesIn } from '../requirement/candidates.ts';
import { endlessRule, uncompiledRule } from '../requirement/fits.ts';
import type { Requirement } from '../requirement/requirement.ts';
import type { Entry } from '../source/entry.ts';
import type { Source } from '../source/source.ts';
import type { Problem } from '../version/semantic-version.ts';
import type { Constraint, Variable } from './variable.ts';

/** What a namespace sees. */
export interface Visible {
  readonly namespace: string;
  readonly installed: Source;
  /** By preference for whoever has none of its own. */
  readonly catalogs: readonly Source[];
}

/** The variables of bundles, with all that they require, directly or not. */
export class BundleVariables {
  readonly all: Variable[] = [];
  readonly #byId = new Map<string, Variable>();
  readonly #byEntry = new Map<Entry, Variable>();
  /** What is wrong with the requirements of an entry. */
  readonly #problems = new Map<Entry, string[]>();
  readonly #visible: Visible;
  readonly #compileCel: ResolverMeans['compileCel'];

  constructor(visible: Visible, compileCel: ResolverMeans['compileCel']) {
    this.#visible = visible;
    this.#compileCel = compileCel;
  }

  of(entry: Entry): Variable | undefined {
    return this.#byId.get(entry.id);
  }

  create(entry: Entry | undefined, constraints: Constraint[]): Variable {
    const variable: Variable = { number: this.all.length + 1, entry, constraints, replaces: '' };
    this.all.push(variable);
    return variable;
  }

  /** Makes the variables of an entry and of all that it requires, where they are not there yet. */
  add(entry: Entry): void {
    const pending = [entry];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (this.#byEntry.has(next)) continue;
      const constraints = this.#constraintsOf(next);
      const variable = this.create(next, constraints);
      this.#byEntry.set(next, variable);
      this.#byId.set(next.id, variable);
      for (const constraint of constraints) {
        if (constraint.kind === 'bundle-requires') pending.push(...constraint.candidates);
      }
    }
  }

  /** What is wrong with an entry and with all that it requires, in the order in which it was found. */
  problemsOf(entry: Entry): string[] {
    if (this.#problems.size === 0) return [];
    const reached = new Set([entry]);
    for (const one of reached) {
      for (const constraint of this.#byEntry.get(one)?.constraints ?? []) {
        if (constraint.kind !== 'bundle-requires') continue;
        for (const candidate of constraint.candidates) reached.add(candidate);
      }
    }
    return [...new Set([...this.#problems].flatMap(([one, problems]) => (reached.has(one) ? problems : [])))];
  }

  #constraintsOf(entry: Entry): Constraint[] {
    const constraints: Constraint[] = [];
    if (entry.source.isInstalled && entry.subscription === undefined)
      constraints.push({ kind: 'csv-exists', name: entry.name });
    if (entry.facts.isDeprecated) constraints.push({ kind: 'bundle-deprecated', entry });
    const problems: string[] = [];
    for (const requirement of readable(entry.facts.requirements, problems)) {
      const candidates = this.#candidates(entry, requirement);
      if ('problem' in candidates) problems.push(candidates.problem);
      else constraints.push({ kind: 'bundle-requires', entry, requirement, candidates });
    }
    if (problems.length === 0) return constraints;
    this.#problems.set(entry, problems);
    // What is installed already works or not, whatever can be said about its requirements.
    if (!entry.source.isInstalled) constraints.push({ kind: 'bundle-unusable', entry, text: problems.join(', ') });
    return constraints;
  }

  #candidates(entry: Entry, requirement: Requirement): readonly Entry[] | Problem {
    const uncompiled = uncompiledRule(requirement, this.#compileCel);
    if (uncompiled !== undefined) return uncompiled;
    const found: (readonly Entry[])[] = [];
    for (const source of this.#sourcesFor(entry)) {
      const candidates = candidatesIn(source, requirement, this.#compileCel);
      if ('problem' in candidates) return candidates;
      if (candidates.length > 0) found.push(candidates);
    }
    const [only] = found;
    if (only === undefined) return endlessRule(requirement, this.#compileCel) ?? [];
    return found.length > 1 ? found.flat() : only;
  }

  /** What is installed comes first, then the catalogue of who asks. */
  #sourcesFor({ source }: Entry): readonly Source[] {
    const { installed, catalogs } = this.#visible;
    if (source.isInstalled || catalogs[0] === source) return [installed, ...catalogs];
    return [installed, source, ...catalogs.filter((catalog) => catalog !== source)];
  }
}

/** Upstream stops at the first requirement that it cannot read. */
function readable(requirements: readonly (Requirement | Problem)[], problems: string[]): Requirement[] {
  const read: Requirement[] = [];
  for (const requirement of requirements) {
    if ('problem' in requirement) {
      problems.push(requirement.problem);
      return [];
    }
    read.push(requirement);
  }
  return read;
}
