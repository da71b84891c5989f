/** Values within values that one call may walk: what holds itself twice at each level would never end. */
const MOST_VISITS = 1_000_000;

/** Counts the values that a walk comes by. Throws a RangeError when they are too many. */
export class Visits {
  #left = MOST_VISITS;

  add(): void {
    this.#left -= 1;
    if (this.#left < 0) {
      throw new RangeError('too many values within values');
    }
  }
}
