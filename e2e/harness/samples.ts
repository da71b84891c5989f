import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSamples, packSample, type Sample } from '../../samples/pack.ts';
import { packChanged } from './changed-sample.ts';

let directory: string | undefined;

/** The package of a sample, packed now; with a change, of a copy of its directory after that. */
export async function samplePackage(
  name: string,
  version: string,
  change?: (directory: string) => void,
): Promise<string> {
  const sample = sampleNamed(name, version);
  if (directory === undefined) {
    directory = mkdtempSync(join(tmpdir(), 'violet-samples-'));
    process.once('exit', removeSamples);
  }
  return change === undefined ? packSample(sample, directory) : packChanged(sample, directory, change);
}

export function sampleNamed(name: string, version: string): Sample {
  const sample = findSamples().find((one) => one.name === name && one.version === version);
  if (sample === undefined) throw new Error(`there is no sample ${name} ${version}`);
  return sample;
}

/** Goes with the platform that they were for: workers of tests are killed and hear of no exit. */
export function removeSamples(): void {
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  directory = undefined;
}
