import type { Value } from '../value/value.ts';

/**
 * A value and whether Go holds it in an interface: an element of a map or slice of interfaces is named
 * "interface {}" in messages, while a pipeline's value is named by its own type.
 */
export interface Held {
  value: Value;
  inInterface: boolean;
}

/** The variables of one template execution, innermost last. */
export class Scope {
  readonly #names: string[] = [];
  readonly #values: Held[] = [];

  constructor(root: Value) {
    this.push('$', root);
  }

  get mark(): number {
    return this.#names.length;
  }

  push(name: string, value: Value): void {
    this.#names.push(name);
    this.#values.push({ value, inInterface: false });
  }

  pop(mark: number): void {
    if (this.#names.length > mark) {
      this.#names.length = mark;
      this.#values.length = mark;
    }
  }

  find(name: string): Held | undefined {
    const index = this.#names.lastIndexOf(name);
    return index < 0 ? undefined : this.#values[index];
  }

  /** False if there is no such variable. */
  set(name: string, held: Held): boolean {
    const index = this.#names.lastIndexOf(name);
    if (index < 0) {
      return false;
    }
    this.#values[index] = held;
    return true;
  }

  /** Overwrites the n-th variable from the top, for the iterations of a range. */
  setTop(n: number, held: Held): void {
    this.#values[this.#values.length - n] = held;
  }
}
