export interface BackoffOptions {
  firstMs: number;
  lastMs: number;
  /** Between 0 and 1, as `Math.random` gives. */
  random: () => number;
}

/** Waiting times that double from `firstMs` to `lastMs`, each spread over its upper half so that many do not come at once. */
export class Backoff {
  readonly #options: BackoffOptions;
  #attempt = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  next(): number {
    const { firstMs, lastMs, random } = this.#options;
    const full = Math.min(lastMs, firstMs * 2 ** this.#attempt++);
    return full / 2 + (random() * full) / 2;
  }

  reset(): void {
    this.#attempt = 0;
  }
}
