/** A map whose entries go after a time, the oldest ones first when it is full: state that outsiders can create. */
export class ExpiringMap<V> {
  readonly #entries = new Map<string, { value: V; expires: number }>();
  readonly #lifeMs: number;
  readonly #capacity: number;
  readonly #monotonicMs: () => number;

  /** `monotonicMs` only goes forward, whatever is done to the time of day. */
  constructor(options: { lifeMs: number; capacity: number; monotonicMs: () => number }) {
    this.#lifeMs = options.lifeMs;
    this.#capacity = options.capacity;
    this.#monotonicMs = options.monotonicMs;
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expires: this.#monotonicMs() + this.#lifeMs });
    for (const [oldest, { expires }] of this.#entries) {
      if (this.#entries.size <= this.#capacity && expires > this.#monotonicMs()) break;
      this.#entries.delete(oldest);
    }
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || entry.expires <= this.#monotonicMs() ? undefined : entry.value;
  }

  /** What was there, and no longer is: for what may be used once. */
  take(key: string): V | undefined {
    const value = this.get(key);
    this.#entries.delete(key);
    return value;
  }
}
