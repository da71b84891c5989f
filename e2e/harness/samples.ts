import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSamples, packSample } from '../../samples/pack.ts';

let directory: string | undefined;

/** The package of a sample, packed now. */
export async function samplePackage(name: string, version: string): Promise<string> {
  const sample = findSamples().find((one) => one.name === name && one.version === version);
  if (sample === undefined) throw new Error(`there is no sample ${name} ${version}`);
  directory ??= mkdtempSync(join(tmpdir(), 'violet-samples-'));
  return packSample(sample, directory);
}
