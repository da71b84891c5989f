import type { Instance } from './json-number.ts';
import { schemaLimits } from './limits.ts';
import type { Place, Problem } from './problem.ts';
import type { Schema } from './schema.ts';

/** What a schema is checked against, and where schemas of other drafts lie in it. */
export interface Metaschema {
  schema: Schema;
  schemaAt: (pointer: string) => Schema | undefined;
}

/** One schema on the way from the root to where we are; those of one `value` look at the same one. */
export interface Scope {
  schema: Schema;
  /** The keyword that led here from elsewhere; without one, the schema lies in its parent. */
  keyword: string;
  value: number;
  parent: Scope | undefined;
  depth: number;
}

/** Members and elements that no keyword has looked at yet. */
export interface Unseen {
  properties?: Set<string>;
  items?: Set<number>;
}

/** Shared by everything that is looked at for one set of values. */
export interface Budget {
  steps: number;
}

const unsaid: Problem = { place: undefined, say: () => '', causes: [] };

/** One schema and one value. */
export class Frame {
  readonly value: Instance;
  readonly place: Place | undefined;
  readonly schema: Schema;
  readonly scope: Scope;
  readonly unseen: Unseen;
  /** Only whether something is wrong counts, not what. */
  readonly isQuiet: boolean;
  readonly meta: Metaschema | undefined;
  readonly budget: Budget;
  readonly problems: Problem[] = [];

  constructor(fields: Omit<Frame, 'problems' | 'problem' | 'add' | 'addAll' | 'outcome' | 'hasFailedQuietly'>) {
    this.value = fields.value;
    this.place = fields.place;
    this.schema = fields.schema;
    this.scope = fields.scope;
    this.unseen = fields.unseen;
    this.isQuiet = fields.isQuiet;
    this.meta = fields.meta;
    this.budget = fields.budget;
    this.budget.steps += 1;
    if (this.budget.steps > schemaLimits.steps) throw new Error('unable to validate schema: it takes too many steps');
    if (this.scope.depth > schemaLimits.depth) throw new Error('unable to validate schema: it is nested too deep');
  }

  get hasFailedQuietly(): boolean {
    return this.isQuiet && this.problems.length > 0;
  }

  problem(say: () => string, causes: readonly Problem[] = []): Problem {
    return this.isQuiet ? unsaid : { place: this.place, say, causes };
  }

  add(problem: Problem | undefined): void {
    if (problem !== undefined) this.problems.push(problem);
  }

  addAll(say: () => string, causes: readonly Problem[] = []): void {
    this.problems.push(this.problem(say, causes));
  }

  outcome(): Problem | undefined {
    if (this.problems.length < 2) return this.problems[0];
    if (this.isQuiet) return unsaid;
    return { kind: 'group', place: this.place, say: () => 'validation failed', causes: this.problems };
  }
}

export function unseenOf(value: Instance, schema: Schema, isAsked: boolean): Unseen {
  if (Array.isArray(value)) {
    const isNeeded = !schema.looksAtAllItems && (isAsked || schema.unevaluatedItems !== undefined);
    if (!isNeeded || schema.looksAtItems >= value.length) return {};
    return { items: new Set(value.keys().drop(schema.looksAtItems)) };
  }
  if (typeof value !== 'object' || value === null) return {};
  const isNeeded = !schema.looksAtAllProperties && (isAsked || schema.unevaluatedProperties !== undefined);
  return isNeeded ? { properties: new Set(Object.keys(value)) } : {};
}

export function isAllSeen({ properties, items }: Unseen): boolean {
  return (properties?.size ?? 0) === 0 && (items?.size ?? 0) === 0;
}

/** What is unseen by both. */
export function seeToo(unseen: Unseen, other: Unseen): void {
  for (const name of unseen.properties ?? []) if (other.properties?.has(name) !== true) unseen.properties?.delete(name);
  for (const index of unseen.items ?? []) if (other.items?.has(index) !== true) unseen.items?.delete(index);
}
