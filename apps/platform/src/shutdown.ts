import { type Clock, pause, systemClock } from '@violet/kube';
import { Failure } from '@violet/machinery';

/** What has to be stopped, the last started first. One that fails, or does not end, does not keep the others running. */
export class Shutdown {
  readonly #steps: { what: string; step: () => unknown }[] = [];
  readonly #withinMs: number;
  readonly #clock: Clock;

  constructor(withinMs: number, clock: Clock = systemClock) {
    this.#withinMs = withinMs;
    this.#clock = clock;
  }

  /** `what` completes "… did not stop". */
  add(what: string, step: () => unknown): void {
    this.#steps.push({ what, step });
  }

  /**
   * Safe to call again: each step runs once. A step may take half of the time that is left; who takes longer is left
   * behind. Throws the first failure when all have run.
   */
  async run(): Promise<void> {
    const end = this.#clock.monotonicMs() + this.#withinMs;
    let failure: { error: unknown } | undefined;
    for (let next = this.#steps.pop(); next !== undefined; next = this.#steps.pop()) {
      try {
        await this.#bounded(next, Math.max(0, end - this.#clock.monotonicMs()) / 2);
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure !== undefined) throw failure.error;
  }

  async #bounded({ what, step }: { what: string; step: () => unknown }, boundMs: number): Promise<void> {
    const ended = new AbortController();
    const late = pause(this.#clock, boundMs, ended.signal).then(() => {
      if (!ended.signal.aborted)
        throw new Failure('Timeout', `${what} did not stop within ${Math.round(boundMs / 100) / 10} s`);
    });
    try {
      await Promise.race([step(), late]);
    } finally {
      ended.abort();
    }
  }
}
