import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interruptPush } from '../tools/peers/push-resume/interrupted-push.ts';
import { writePushImages } from './push-images.ts';
import { startTarget } from './push-targets.ts';

const gibibyte = 1024 ** 3;

/** One blob of 1 GiB whose push is killed in the middle, behind a proxy that counts. */
export async function printPushResumed(bin: string, print: (line: string) => void): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-bench-resumed-'));
  try {
    const shape = { images: 1, layersEach: 1, layersShared: 0, layerBytes: 2 ** 30 };
    const { packed } = await writePushImages(directory, shape);
    for (const [name, withoutJournal] of [
      ['distribution 3', false],
      ['ours', false],
      ['distribution 3', true],
    ] as const) {
      const stateDirectory = mkdtempSync(join(directory, 'state-'));
      const target = await startTarget(name, bin);
      try {
        const interruption = { packed, bytes: gibibyte, stateDirectory, withoutJournal };
        const { before, after } = await interruptPush(target.address, interruption);
        const part = (bytes: number) => `${((bytes / gibibyte) * 100).toFixed(1)} %`;
        const aim = withoutJournal ? 'without its journal' : 'aim: under 52 %';
        print(`1 GiB to ${name.padEnd(23)}${part(before)}, killed, then ${part(after)}   (${aim})`);
      } finally {
        await target.stop();
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
