import type { ServerResponse } from 'node:http';
import { Failure } from '@violet/machinery';

const maxWaiting = 64;

/** So many uploads are in memory at the same time; others wait before their bodies are read. */
export class UploadPlaces {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** Resolves when there is a place, which is free again when the answer is over. Throws TooManyRequests. */
  async take(response: ServerResponse): Promise<void> {
    if (this.#waiting.length >= maxWaiting) {
      throw new Failure('TooManyRequests', 'too many charts are uploaded at the same time', { hint: 'Wait a moment.' });
    }
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free -= 1;
    if (response.closed) this.#giveBack();
    else response.once('close', () => this.#giveBack());
  }

  /** Straight to the next who waits, so that nobody gets in between. */
  #giveBack(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
