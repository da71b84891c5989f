import type { Clock } from '@violet/kube';

interface Timer {
  at: number;
  cancel: () => void;
}

/** Keys to work at. A key waits at most once, and is never at work twice at the same time. */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #work: (key: string) => Promise<void>;
  readonly #concurrency: number;
  readonly #ready = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  readonly #timers = new Map<string, Timer>();
  #scheduled = false;
  #state: 'waiting' | 'open' | 'closed' = 'waiting';

  constructor(options: { clock: Clock; concurrency: number; work: (key: string) => Promise<void> }) {
    this.#clock = options.clock;
    this.#work = options.work;
    this.#concurrency = options.concurrency;
  }

  get depth(): number {
    return this.#ready.size + this.#again.size;
  }

  add(key: string): void {
    if (this.#state === 'closed') return;
    if (this.#running.has(key)) this.#again.add(key);
    else this.#ready.add(key);
    this.#pumpSoon();
  }

  /** The earlier of two times for the same key counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.#state === 'closed') return;
    const at = this.#clock.monotonicMs() + delayMs;
    const known = this.#timers.get(key);
    if (known !== undefined && known.at <= at) return;
    known?.cancel();
    const cancel = this.#clock.after(delayMs, () => {
      this.#timers.delete(key);
      this.add(key);
    });
    this.#timers.set(key, { at, cancel });
  }

  /** Work begins: what was added before is worked at now. */
  open(): void {
    if (this.#state === 'waiting') this.#state = 'open';
    this.#pump();
  }

  /** Takes nothing more; resolves when what is at work has ended. */
  async close(): Promise<void> {
    this.#state = 'closed';
    this.#ready.clear();
    this.#again.clear();
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    await Promise.all(this.#running.values());
  }

  /** Events come in bursts: beginning a turn later lets one run answer all of them. */
  #pumpSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#state !== 'open') return;
    for (const key of this.#ready) {
      if (this.#running.size >= this.#concurrency) return;
      this.#ready.delete(key);
      // Known as running before it begins: work may add its own key at once.
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#running.set(key, promise);
      void this.#run(key).finally(resolve);
    }
  }

  async #run(key: string): Promise<void> {
    try {
      await this.#work(key);
    } finally {
      this.#running.delete(key);
      if (this.#again.delete(key)) this.#ready.add(key);
      this.#pump();
    }
  }
}
