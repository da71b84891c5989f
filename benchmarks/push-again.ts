import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../e2e/harness/run.ts';
import { median, summary } from './median.ts';
import { type PushRun, peakOfViolet, pushWithViolet, sourceLauncher } from './push-clients.ts';
import { startTarget } from './push-targets.ts';

const rounds = 10;

/** The same push again, when all is there: of violet as it is shipped and of its sources, beside a Node that only starts. */
export async function printPushAgain(
  { bin, images, launcher: shipped }: Pick<PushRun, 'bin' | 'images' | 'launcher'>,
  print: (line: string) => void,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-bench-again-'));
  const target = await startTarget('distribution 3', bin);
  try {
    const peak = await peakOfViolet({ images, target, directory, launcher: shipped });
    print(`memory at most                  ${peak.toFixed(0)} MiB   (aim: under 200)`);
    const again = (launcher: string) => timed(() => pushWithViolet({ images, target, directory, launcher }));
    const deeds = {
      'Node that only starts': () => timed(() => run(process.execPath, ['-e', '0'])),
      'The same again': () => again(shipped),
      '  from its sources': () => again(sourceLauncher),
    };
    const times = await timesOf(deeds);
    for (const [name, own] of Object.entries(times)) print(`${name.padEnd(32)}${summary(own, 'ms')}`);
    const spent = median(times['The same again']) - median(times['Node that only starts']);
    print(`after the start                 ${spent.toFixed(0)} ms   (aim: under 100)`);
  } finally {
    await target.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** In turns; the first round, in which Node keeps what it compiles, does not count. */
async function timesOf<Name extends string>(
  deeds: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(deeds) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let time = 0; time <= rounds; time++) {
    for (const name of names) {
      const took = await deeds[name]();
      if (time > 0) times[name].push(took);
    }
  }
  return times;
}

async function timed(deed: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await deed();
  return performance.now() - started;
}
