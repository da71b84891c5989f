import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { TemplateLimitError } from '../template-error.ts';
import { itemsOf } from '../value/inspect.ts';
import type { Value } from '../value/value.ts';

/** The clock is asked once in so many steps. */
const STEPS_PER_LOOK = 4096;

/** A value up to this size is taken for nothing. */
const SMALL = 1024;

/** What an item of a list takes up, in characters. */
const ITEM_SIZE = 8;

/** Characters that a function works on in the time of a step, about. */
const CHARACTERS_PER_STEP = 1024;

/** What one execution has left of its limits; shared by everything it renders. */
export class Budget {
  readonly #limits: Limits;
  readonly #clock: () => number;
  readonly #deadline: number;
  readonly #templateName: string;
  /** Steps that may be taken until the limits are looked at, and beyond those. */
  #stepsToLook = 0;
  #stepsBehind: number;
  #output: number;
  #values: number;
  #depth = 0;

  constructor(templateName: string, limits: Partial<Limits>, clock: () => number) {
    this.#templateName = templateName;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#clock = clock;
    this.#deadline = clock() + this.#limits.timeMs;
    this.#stepsBehind = this.#limits.steps;
    this.#output = this.#limits.output;
    this.#values = this.#limits.values;
  }

  step(): void {
    this.#stepsToLook -= 1;
    if (this.#stepsToLook < 0) {
      this.#look();
    }
  }

  #look(): void {
    if (this.#stepsBehind <= 0) {
      this.#exceeded(`number of steps (${this.#limits.steps})`);
    }
    if (this.#clock() > this.#deadline) {
      this.#exceeded(`execution time (${this.#limits.timeMs} ms)`);
    }
    const allowed = Math.min(this.#stepsBehind, STEPS_PER_LOOK);
    this.#stepsBehind -= allowed;
    this.#stepsToLook = allowed - 1;
  }

  write(characters: number): void {
    this.#output -= characters;
    if (this.#output < 0) {
      this.#tooMuch();
    }
  }

  allow(size: number): void {
    if (size > this.#output) {
      this.#tooMuch();
    }
  }

  /** Counts what a function gave back. */
  account(value: Value): void {
    const size = typeof value === 'string' ? value.length : sizeOf(value);
    if (size > SMALL) {
      this.#charge(size);
    }
  }

  #charge(size: number): void {
    if (size > this.#limits.output) {
      this.#tooMuch();
    }
    this.#values -= size;
    if (this.#values < 0) {
      this.#exceeded(`size of values (${this.#limits.values})`);
    }
    this.#stepsToLook -= Math.floor(size / CHARACTERS_PER_STEP);
  }

  #tooMuch(): never {
    this.#exceeded(`output size (${this.#limits.output})`);
  }

  /** False where the templates within templates are too many. */
  enter(): boolean {
    this.#depth += 1;
    return this.#depth <= this.#limits.depth;
  }

  leave(): void {
    this.#depth -= 1;
  }

  get depthLimit(): number {
    return this.#limits.depth;
  }

  #exceeded(what: string): never {
    throw new TemplateLimitError(`template: ${this.#templateName}: exceeded maximum ${what}`, {
      templateName: this.#templateName,
      line: 0,
    });
  }
}

function sizeOf(value: Value): number {
  return typeof value === 'object' ? (itemsOf(value)?.length ?? 0) * ITEM_SIZE : 0;
}
