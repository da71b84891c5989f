import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peakOfViolet } from './push-clients.ts';
import { writePushImages } from './push-images.ts';
import { startTarget } from './push-targets.ts';

const packages = 150;
const shape = { images: 10, layersEach: 6, layersShared: 0, layerBytes: 2048 };

/** A directory with many packages of small images: what is held for each image and blob counts here, not their bytes. */
export async function printPushMany(
  { bin, launcher }: { bin: string; launcher: string },
  print: (line: string) => void,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-bench-many-'));
  const target = await startTarget('distribution 3', bin);
  try {
    const packed = await writePackages(directory);
    const started = performance.now();
    const peak = await peakOfViolet({ images: { packed }, target, directory, launcher });
    const seconds = (performance.now() - started) / 1000;
    const blobs = packages * shape.images * (shape.layersEach + 1);
    print(
      `${packages} packages, ${blobs} small blobs  ${seconds.toFixed(1)} s, memory at most ${peak.toFixed(0)} MiB   (aim: under 200)`,
    );
  } finally {
    await target.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Gives the directory that holds them. */
async function writePackages(directory: string): Promise<string> {
  const all = join(directory, 'packages');
  mkdirSync(all);
  for (let number = 0; number < packages; number++) {
    const own = mkdtempSync(join(directory, 'images-'));
    const name = `bench-${number}`;
    const { packed } = await writePushImages(own, shape, name);
    renameSync(packed, join(all, `${name}.tgz`));
    rmSync(own, { recursive: true });
  }
  return all;
}
