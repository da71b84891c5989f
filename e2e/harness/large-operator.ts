import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSamples, packSample } from '../../samples/pack.ts';

/** A sample's package whose manifests are too large for an InstallPlan: four ConfigMaps of hundreds of kilobytes are among them. */
export async function largeOperator(name: string, version: string, directory: string, note = ''): Promise<string> {
  const sample = findSamples().find((one) => one.name === name && one.version === version);
  if (sample === undefined) throw new Error(`there is no sample ${name} ${version}`);
  const grown = mkdtempSync(join(tmpdir(), 'violet-large-'));
  cpSync(sample.directory, grown, { recursive: true });
  for (const part of [0, 1, 2, 3])
    writeFileSync(join(grown, 'manifests', `scripts-${part}.yaml`), JSON.stringify(scripts(part, note)));
  try {
    return await packSample({ ...sample, directory: grown }, directory);
  } finally {
    rmSync(grown, { recursive: true, force: true });
  }
}

function scripts(part: number, note: string): object {
  const text = `echo ${note}; `.repeat(60_000);
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `scripts-${part}` }, data: { text } };
}
