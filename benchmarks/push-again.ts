import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../e2e/harness/paths.ts';
import { run } from '../e2e/harness/run.ts';
import { median, summary } from './median.ts';
import { peakOfViolet, pushWithViolet } from './push-clients.ts';
import type { PushImages } from './push-images.ts';
import { startTarget } from './push-targets.ts';

const times = 10;

/** The same push again, when all is there: beside a process that only starts. */
export async function printPushAgain(bin: string, images: PushImages, print: (line: string) => void): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-bench-again-'));
  const target = await startTarget('distribution 3', bin);
  try {
    const peak = await peakOfViolet({ images, target, directory });
    print(`memory at most                  ${peak.toFixed(0)} MiB   (aim: under 200)`);
    const again: number[] = [];
    const starts: number[] = [];
    for (let time = 0; time < times; time++) {
      starts.push(await timed(() => run(process.execPath, [join(root, 'apps/violet/bin/violet.mjs'), 'version'])));
      again.push(await timed(() => pushWithViolet({ images, target, directory })));
    }
    print(`The same again                  ${summary(again, 'ms')}`);
    print(`a process that only starts      ${summary(starts, 'ms')}`);
    print(`after the start                 ${(median(again) - median(starts)).toFixed(0)} ms   (aim: under 100)`);
  } finally {
    await target.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function timed(deed: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await deed();
  return performance.now() - started;
}
