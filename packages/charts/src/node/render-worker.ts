import { Worker } from 'node:worker_threads';
import { Failure } from '@violet/machinery';
import type { Chart } from '../chart/chart.ts';
import { ChartShelf } from './chart-shelf.ts';
import type { LookupAnswer, RenderAnswer, RenderJob, RenderRequest } from './message.ts';

export interface ThreadLimits {
  /** Of the thread's stack: includes nested a thousand times need some 16. */
  stackMiB: number;
  heapMiB: number;
  /** A chart that takes longer is given up together with its thread. */
  timeMs: number;
}

const chartsKept = 16;

/** One thread, one chart at a time. It is started by its first chart and does not keep the process alive. */
export class RenderWorker {
  readonly #limits: ThreadLimits;
  #worker: Worker | undefined;
  #shelf = new ChartShelf(chartsKept);

  constructor(limits: ThreadLimits) {
    this.#limits = limits;
  }

  /** Throws a Failure of code Invalid for a chart that outgrew the thread. */
  async render(
    chart: Chart,
    request: RenderRequest,
    answers: ReadonlyMap<string, LookupAnswer> | undefined,
  ): Promise<RenderAnswer> {
    const worker = this.#started();
    const { number, isNew, forget } = this.#shelf.take(chart);
    const job: RenderJob = { chartNumber: number, chart: isNew ? chart : undefined, forget, request, answers };
    try {
      return await ask(worker, job, this.#limits, chart.metadata.name);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#shelf = new ChartShelf(chartsKept);
    await worker?.terminate();
  }

  #started(): Worker {
    this.#worker ??= new Worker(new URL('./render-thread.ts', import.meta.url), {
      resourceLimits: { stackSizeMb: this.#limits.stackMiB, maxOldGenerationSizeMb: this.#limits.heapMiB },
    });
    return this.#worker;
  }
}

function ask(worker: Worker, job: RenderJob, limits: ThreadLimits, name: string): Promise<RenderAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RenderAnswer>();
  const failed = (error: NodeJS.ErrnoException) => reject(whyItEnded(error, limits, name));
  const late = setTimeout(() => {
    reject(
      new Failure('Invalid', `rendering chart ${name} took longer than ${limits.timeMs / 1000} s and was stopped`),
    );
  }, limits.timeMs);
  worker.on('message', resolve).on('error', failed);
  worker.ref();
  worker.postMessage(job);
  return promise.finally(() => {
    clearTimeout(late);
    worker.off('message', resolve).off('error', failed);
    worker.unref();
  });
}

function whyItEnded(error: NodeJS.ErrnoException, limits: ThreadLimits, name: string): Error {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
  return new Failure('Invalid', `rendering chart ${name} needed more than ${limits.heapMiB} MiB of memory`);
}
