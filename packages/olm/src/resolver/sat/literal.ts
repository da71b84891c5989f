/** A variable's number where it is to hold, its negative where it is not to. */
export type Literal = number;

/** Thrown where an answer would cost more than it may. */
export class OutOfBudget extends Error {}

/** What one resolution may cost. */
export class Budget {
  #steps: number;
  readonly #deadline: number;
  readonly #now: () => number;

  constructor(steps: number, milliseconds: number, now: () => number) {
    this.#steps = steps;
    this.#now = now;
    this.#deadline = now() + milliseconds;
  }

  /** Throws OutOfBudget when all is spent. */
  spend(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < 0 || this.#now() > this.#deadline)
      throw new OutOfBudget('cancelled before a solution could be found');
  }
}
