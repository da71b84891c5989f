import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { TemplateProgram, TemplateResult } from '@violet/gotemplate/testing';

/** What we make of programs that take long each, in as many threads as there are processors; the results in their order. */
export async function runInThreads(programs: readonly TemplateProgram[]): Promise<TemplateResult[]> {
  const threads = availableParallelism();
  const shares = Array.from({ length: threads }, (_, thread) => programs.filter((_one, at) => at % threads === thread));
  const results = await Promise.all(shares.map(runInThread));
  return programs.map((_, at) => resultAt(results, at));
}

function runInThread(programs: readonly TemplateProgram[]): Promise<TemplateResult[]> {
  const { promise, resolve, reject } = Promise.withResolvers<TemplateResult[]>();
  const thread = new Worker(new URL('./program-thread.ts', import.meta.url), { workerData: programs });
  thread.once('message', resolve).once('error', reject);
  return promise;
}

function resultAt(results: readonly TemplateResult[][], at: number): TemplateResult {
  const result = results[at % results.length]?.[Math.floor(at / results.length)];
  if (result === undefined) {
    throw new Error(`program ${at} has no result`);
  }
  return result;
}
