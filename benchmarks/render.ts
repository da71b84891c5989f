import { join } from 'node:path';
import { peer } from '../e2e/harness/paths.ts';
import { run } from '../e2e/harness/run.ts';
import { findSamples } from '../samples/pack.ts';
import { renderDirectory } from './render-chart.ts';

export interface RenderTimes {
  /** Milliseconds for all sample charts, in a process that has done it before. */
  inProcess: number[];
  /** Milliseconds for one chart, a process each time. */
  process: number[];
  /** The same by `helm template`; undefined where no helm was built. */
  helm: number[] | undefined;
}

const renderer = join(import.meta.dirname, 'render-chart.ts');
const warmUps = 20;

/** Sample charts to manifests. */
export async function timeRendering(times: number): Promise<RenderTimes> {
  const directories = findSamples().map(({ directory }) => directory);
  const [first = ''] = directories;
  const all = async () => directories.forEach(renderDirectory);
  for (let time = 0; time < warmUps; time++) await all();
  const helm = peer('helm');
  return {
    inProcess: await timed(times, all),
    process: await timed(times, () => succeed(process.execPath, [renderer, first])),
    helm: helm === undefined ? undefined : await timed(times, () => succeed(helm, ['template', 'bench', first])),
  };
}

async function timed(times: number, deed: () => Promise<unknown>): Promise<number[]> {
  const results: number[] = [];
  for (let time = 0; time <= times; time++) {
    const started = performance.now();
    await deed();
    if (time > 0) results.push(performance.now() - started);
  }
  return results;
}

async function succeed(program: string, words: readonly string[]): Promise<void> {
  const ran = await run(program, words);
  if (ran.code !== 0) throw new Error(ran.stderr);
}
