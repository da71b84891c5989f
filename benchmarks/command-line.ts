import { join } from 'node:path';
import { root } from '../e2e/harness/paths.ts';
import { run } from '../e2e/harness/run.ts';

const sources = join(root, 'apps/violet/bin/violet.mjs');

/** Milliseconds of `violet <words>`, a process each time. */
export async function timeViolet(words: readonly string[], times: number, launcher = sources): Promise<number[]> {
  const results: number[] = [];
  for (let time = 0; time <= times; time++) {
    const started = performance.now();
    const { code, stderr } = await run(process.execPath, [launcher, ...words]);
    if (code !== 0) throw new Error(stderr);
    // The first one fills the compile cache.
    if (time > 0) results.push(performance.now() - started);
  }
  return results;
}
