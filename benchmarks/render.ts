import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { peer } from '../e2e/harness/paths.ts';
import { run } from '../e2e/harness/run.ts';
import { findSamples } from '../samples/pack.ts';
import { writeLargeChart } from './large-chart.ts';
import type { RenderCosts } from './render-chart.ts';

/** What one chart costs, in milliseconds a time, and the memory of rendering it once; where no peer was built, its figures are missing. */
export interface RenderTimes extends RenderCosts {
  chart: string;
  /** One chart, a process each time. */
  process: number[];
  /** The same by `helm template`. */
  helm: number[] | undefined;
  /** Rendered again and again by Helm's own engine in one process that stays, without reading the chart. */
  helmEngine: number[] | undefined;
}

const renderer = join(import.meta.dirname, 'render-chart.ts');
/** A process that stays is judged when it is warm. */
const warmUps = 20;

/** The small sample and a very large chart. */
export async function timeRendering(times: number): Promise<RenderTimes[]> {
  const small = findSamples().find(({ name }) => name === 'web-cli')?.directory ?? '';
  const large = writeLargeChart();
  try {
    return [
      await timeChart('small', small, 'global.images.webCli.tag', times),
      await timeChart('very large', large, 'service-03.image.tag', times),
    ];
  } finally {
    rmSync(large, { recursive: true });
  }
}

async function timeChart(chart: string, directory: string, changing: string, times: number): Promise<RenderTimes> {
  const helm = peer('helm');
  const engine = peer('helm-engine');
  return {
    chart,
    ...(await ownCosts(directory, changing, times)),
    process: await timed(times, () => output(process.execPath, [renderer, directory])),
    helm: helm === undefined ? undefined : await timed(times, () => output(helm, ['template', 'bench', directory])),
    helmEngine: engine === undefined ? undefined : await engineTimes(engine, directory, times),
  };
}

async function ownCosts(directory: string, changing: string, times: number): Promise<RenderCosts> {
  const measure = async (count: number, ...more: string[]) =>
    JSON.parse(await output(process.execPath, [renderer, directory, String(count), ...more])) as RenderCosts;
  const { whole, again } = await measure(times + warmUps, changing);
  const { memory } = await measure(1);
  return { whole: whole.slice(-times), again: again.slice(-times), memory };
}

async function engineTimes(engine: string, directory: string, times: number): Promise<number[]> {
  const { again } = JSON.parse(await output(engine, [directory, String(times + warmUps)])) as { again: number[] };
  return again.slice(-times);
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

async function output(program: string, words: readonly string[]): Promise<string> {
  const ran = await run(program, words);
  if (ran.code !== 0) throw new Error(ran.stderr);
  return ran.stdout;
}
