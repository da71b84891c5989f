/** A map whose entries go after a time, the oldest ones first when it is full: state that outsiders can create. */
export class ExpiringMap<V> {
  readonly #entries = new Map<string, { value: V; expires: number }>();
  readonly #lifeMs: number;
  readonly #capacity: number;
  readonly #now: () => number;

  constructor(options: { lifeMs: number; capacity: number; now: () => number }) {
    this.#lifeMs = options.lifeMs;
    this.#capacity = options.capacity;
    this.#now = options.now;
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expires: this.#now() + this.#lifeMs });
    for (const [oldest, { expires }] of this.#entries) {
      if (this.#entries.size <= this.#capacity && expires > this.#now()) break;
      this.#entries.delete(oldest);
    }
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || entry.expires <= this.#now() ? undefined : entry.value;
  }

  /** What was there, and no longer is: for what may be used once. */
  take(key: string): V | undefined {
    const value = this.get(key);
    this.#entries.delete(key);
    return value;
  }
}
