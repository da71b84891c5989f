import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describePackage, openPackage } from '@violet/archive';
import { writeSparsePackage } from '@violet/archive/testing';
import { timeViolet } from './command-line.ts';

export interface ShowTimes {
  gibibytes: number;
  /** Milliseconds, in this process and with one of its own. */
  inProcess: number[];
  process: number[];
}

/** `violet show` of a package that is mostly one blob, which the disk does not hold. */
export async function timeShow(launcher: string, gibibytes: number, times: number): Promise<ShowTimes> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-bench-show-'));
  try {
    const path = join(directory, 'sparse.tgz');
    await writeSparsePackage(path, gibibytes * 2 ** 30);
    const inProcess: number[] = [];
    for (let time = 0; time < times; time++) {
      const started = performance.now();
      const file = await openPackage(path);
      describePackage(file.manifest);
      await file.close();
      inProcess.push(performance.now() - started);
    }
    return { gibibytes, inProcess, process: await timeViolet(['show', path], times, launcher) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
