import type { Literal } from './literal.ts';

/** Why a literal is true: a clause all of whose other literals are false, or nothing for a decision. */
export type Cause = readonly Literal[] | undefined;

/** What is assigned, in the order of assigning, in levels of one decision each. */
export class Assignment {
  /** Literals that are true. */
  readonly trail: Literal[] = [];
  readonly #values: Int8Array;
  readonly #levels: Int32Array;
  readonly #causes: Cause[];
  readonly #starts: number[] = [];

  constructor(variables: number) {
    this.#values = new Int8Array(variables + 1);
    this.#levels = new Int32Array(variables + 1);
    this.#causes = new Array<Cause>(variables + 1).fill(undefined);
  }

  get level(): number {
    return this.#starts.length;
  }

  /** 1 for true, -1 for false, 0 for not yet assigned. */
  valueOf(literal: Literal): number {
    const value = this.#values[Math.abs(literal)] ?? 0;
    return literal > 0 ? value : -value;
  }

  levelOf(literal: Literal): number {
    return this.#levels[Math.abs(literal)] ?? 0;
  }

  causeOf(literal: Literal): Cause {
    return this.#causes[Math.abs(literal)];
  }

  assign(literal: Literal, cause: Cause): void {
    const variable = Math.abs(literal);
    this.#values[variable] = literal > 0 ? 1 : -1;
    this.#levels[variable] = this.level;
    this.#causes[variable] = cause;
    this.trail.push(literal);
  }

  openLevel(): void {
    this.#starts.push(this.trail.length);
  }

  /** Takes back all that was assigned above a level. */
  returnTo(level: number): void {
    const start = this.#starts[level];
    if (start === undefined) return;
    for (let index = start; index < this.trail.length; index++) this.#values[Math.abs(this.trail[index] ?? 0)] = 0;
    this.trail.length = start;
    this.#starts.length = level;
  }
}
