import type { Chart } from '../chart/chart.ts';

/** Which charts a thread has been sent: the least recently used is the first to go. */
export class ChartShelf {
  readonly #numbers = new Map<Chart, number>();
  readonly #capacity: number;
  #last = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The chart's number, whether it has to be sent, and which others are to be forgotten for it. */
  take(chart: Chart): { number: number; isNew: boolean; forget: number[] } {
    const known = this.#numbers.get(chart);
    const number = known ?? ++this.#last;
    this.#numbers.delete(chart);
    this.#numbers.set(chart, number);
    return { number, isNew: known === undefined, forget: this.#shrink() };
  }

  #shrink(): number[] {
    const forget: number[] = [];
    for (const [chart, number] of this.#numbers) {
      if (this.#numbers.size <= this.#capacity) break;
      this.#numbers.delete(chart);
      forget.push(number);
    }
    return forget;
  }
}
