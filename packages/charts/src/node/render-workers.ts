import type { Chart } from '../chart/chart.ts';
import type { RenderedChart } from '../render/render.ts';
import type { RenderRequest } from './message.ts';
import { RenderWorker, type ThreadLimits } from './render-worker.ts';
import { type AskCluster, renderInRounds } from './rounds.ts';

export interface RenderWorkerOptions extends Partial<ThreadLimits> {
  /** Threads at most. */
  count?: number;
  /** A thread that had nothing to do for so long is ended, and its memory given back. */
  idleMs?: number;
}

const defaultThreadLimits: ThreadLimits = { stackMiB: 64, heapMiB: 512, timeMs: 30_000 };

/**
 * Renders charts of others beside the thread that asks: a hostile chart costs its thread, never the process, and nested
 * includes find the stack that Helm's limit of 1000 needs.
 */
export class RenderWorkers {
  readonly #count: number;
  readonly #idleMs: number;
  readonly #limits: ThreadLimits;
  readonly #idle: { worker: RenderWorker; ending: NodeJS.Timeout }[] = [];
  readonly #busy = new Set<RenderWorker>();
  readonly #waiting: (() => void)[] = [];

  constructor({ count = 1, idleMs = 60_000, ...limits }: RenderWorkerOptions = {}) {
    this.#count = count;
    this.#idleMs = idleMs;
    this.#limits = { ...defaultThreadLimits, ...limits };
  }

  /** A ChartRenderer; its Failure also says which limit of the thread a chart outgrew. */
  async render(chart: Chart, request: RenderRequest, ask?: AskCluster): Promise<RenderedChart> {
    const worker = await this.#take();
    try {
      return await renderInRounds((answers) => worker.render(chart, request, answers), ask);
    } finally {
      this.#giveBack(worker);
    }
  }

  /** Ends the threads that have nothing to do; what is being rendered ends with its caller. */
  async close(): Promise<void> {
    const idle = this.#idle.splice(0);
    for (const { ending } of idle) clearTimeout(ending);
    await Promise.all(idle.map(({ worker }) => worker.stop()));
  }

  async #take(): Promise<RenderWorker> {
    while (this.#busy.size >= this.#count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const idle = this.#idle.pop();
    clearTimeout(idle?.ending);
    const worker = idle?.worker ?? new RenderWorker(this.#limits);
    this.#busy.add(worker);
    return worker;
  }

  #giveBack(worker: RenderWorker): void {
    this.#busy.delete(worker);
    const ending = setTimeout(() => this.#end(worker), this.#idleMs).unref();
    this.#idle.push({ worker, ending });
    this.#waiting.shift()?.();
  }

  #end(worker: RenderWorker): void {
    const index = this.#idle.findIndex((one) => one.worker === worker);
    if (index >= 0) this.#idle.splice(index, 1);
    void worker.stop();
  }
}
