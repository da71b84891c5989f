// Packs every sample into samples/dist, without any registry: charts and bundles from this directory, images of a few bytes. The
// same inputs give the same bytes.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildPackage, discoverPackage, memorySource } from '@violet/archive';
import { addBundleSample } from './bundle-sample.ts';
import { addChartSample } from './chart-sample.ts';
import type { Sample } from './sample.ts';

export type { Sample } from './sample.ts';

const here = import.meta.dirname;

/** `samples/<name>/<version>/Chart.yaml`, or `…/metadata/annotations.yaml` of an operator. */
export function findSamples(): Sample[] {
  return readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'dist')
    .flatMap(({ name }) =>
      readdirSync(join(here, name)).map((version) => ({ name, version, directory: join(here, name, version) })),
    );
}

/** Writes the sample's package into `directory` and answers with its path: `<name>-<version>.tgz`, an operator's `<name>.<version>.tgz`. */
export async function packSample(sample: Sample, directory: string): Promise<string> {
  mkdirSync(directory, { recursive: true });
  const source = memorySource();
  const isBundle = existsSync(join(sample.directory, 'metadata', 'annotations.yaml'));
  const { artifact, platforms } = await (isBundle ? addBundleSample : addChartSample)(source, sample);
  const manifest = await discoverPackage(source, { name: sample.name, artifact, platforms });
  const output = join(directory, `${sample.name}${isBundle ? '.' : '-'}${sample.version}.tgz`);
  await buildPackage({ manifest, source, output });
  return output;
}

if (import.meta.main) {
  for (const sample of findSamples()) {
    const path = await packSample(sample, join(here, 'dist'));
    process.stdout.write(`${basename(path)}\n`);
  }
}
