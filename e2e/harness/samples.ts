import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSamples, packSample } from '../../samples/pack.ts';

let directory: string | undefined;

/** The package of a sample, packed now. */
export async function samplePackage(name: string, version: string): Promise<string> {
  const sample = findSamples().find((one) => one.name === name && one.version === version);
  if (sample === undefined) throw new Error(`there is no sample ${name} ${version}`);
  if (directory === undefined) {
    directory = mkdtempSync(join(tmpdir(), 'violet-samples-'));
    process.once('exit', removeSamples);
  }
  return packSample(sample, directory);
}

/** Goes with the platform that they were for: workers of tests are killed and hear of no exit. */
export function removeSamples(): void {
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  directory = undefined;
}
