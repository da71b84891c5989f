/** Lets tests that run at the same time go one after the other where they would be in each other's way. */
export class Turns {
  readonly #laneOf: (name: string) => number;
  readonly #last = new Map<number, Promise<void>>();

  /** Negative: in nobody's way. */
  constructor(laneOf: (name: string) => number) {
    this.#laneOf = laneOf;
  }

  async take(name: string, deed: () => Promise<void>): Promise<void> {
    const lane = this.#laneOf(name);
    if (lane < 0) return await deed();
    const mine = (this.#last.get(lane) ?? Promise.resolve()).then(deed);
    this.#last.set(
      lane,
      mine.catch(() => undefined),
    );
    await mine;
  }
}
