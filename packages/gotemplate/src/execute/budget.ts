import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { TemplateLimitError } from '../template-error.ts';

/** The clock is asked once in so many steps. */
const STEPS_PER_LOOK = 4096;

/** What one execution has left of its limits; shared by everything it renders. */
export class Budget {
  readonly #limits: Limits;
  readonly #clock: () => number;
  readonly #deadline: number;
  readonly #templateName: string;
  #steps = 0;
  #output = 0;
  #depth = 0;

  constructor(templateName: string, limits: Partial<Limits>, clock: () => number) {
    this.#templateName = templateName;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#clock = clock;
    this.#deadline = clock() + this.#limits.timeMs;
  }

  step(): void {
    this.#steps += 1;
    if (this.#steps > this.#limits.steps) {
      this.#exceeded(`exceeded maximum number of steps (${this.#limits.steps})`);
    }
    if (this.#steps % STEPS_PER_LOOK === 0 && this.#clock() > this.#deadline) {
      this.#exceeded(`exceeded maximum execution time (${this.#limits.timeMs} ms)`);
    }
  }

  write(characters: number): void {
    this.#output += characters;
    if (this.#output > this.#limits.output) {
      this.#exceeded(`exceeded maximum output size (${this.#limits.output})`);
    }
  }

  allow(size: number): void {
    if (this.#output + size > this.#limits.output) {
      this.#exceeded(`exceeded maximum output size (${this.#limits.output})`);
    }
  }

  /** False where the templates within templates are too many. */
  enter(): boolean {
    if (this.#depth >= this.#limits.depth) {
      return false;
    }
    this.#depth += 1;
    return true;
  }

  leave(): void {
    this.#depth -= 1;
  }

  get depthLimit(): number {
    return this.#limits.depth;
  }

  #exceeded(message: string): never {
    throw new TemplateLimitError(`template: ${this.#templateName}: ${message}`, {
      templateName: this.#templateName,
      line: 0,
    });
  }
}
