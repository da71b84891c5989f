import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packChanged } from './changed-sample.ts';
import { sampleNamed } from './samples.ts';

/** A sample's package whose manifests are too large for an InstallPlan: four ConfigMaps of hundreds of kilobytes are among them. */
export function largeOperator(name: string, version: string, directory: string, note = ''): Promise<string> {
  return packChanged(sampleNamed(name, version), directory, (grown) => {
    for (const part of [0, 1, 2, 3])
      writeFileSync(join(grown, 'manifests', `scripts-${part}.yaml`), JSON.stringify(scripts(part, note)));
  });
}

function scripts(part: number, note: string): object {
  const text = `echo ${note}; `.repeat(60_000);
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `scripts-${part}` }, data: { text } };
}
