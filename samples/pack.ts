// Packs every sample into samples/dist, without any registry: charts and bundles from this directory, images of a few bytes. The
// same inputs give the same bytes.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildPackage, discoverPackage, memorySource, type SigningKey } from '@violet/archive';
import { addBundleSample } from './bundle-sample.ts';
import { addChartSample } from './chart-sample.ts';
import type { Sample } from './sample.ts';
import { samplesKey, trustSamples } from './samples-key.ts';

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

/**
 * Writes the sample's package into `directory` and answers with its path: `<name>-<version>.tgz`, an operator's `<name>.<version>.tgz`.
 * With a key its checksum and signature are written beside it.
 */
export async function packSample(sample: Sample, directory: string, signingKey?: SigningKey): Promise<string> {
  mkdirSync(directory, { recursive: true });
  const source = memorySource();
  const isBundle = existsSync(join(sample.directory, 'metadata', 'annotations.yaml'));
  const { artifact, platforms } = await (isBundle ? addBundleSample : addChartSample)(source, sample);
  const manifest = await discoverPackage(source, { name: sample.name, artifact, platforms });
  const output = join(directory, `${sample.name}${isBundle ? '.' : '-'}${sample.version}.tgz`);
  await buildPackage({ manifest, source, output, ...(signingKey === undefined ? {} : { seal: { signingKey } }) });
  return output;
}

if (import.meta.main) {
  const directory = join(here, 'dist');
  const { signingKey, publicKey } = await samplesKey(directory);
  for (const sample of findSamples()) {
    const path = await packSample(sample, directory, signingKey);
    process.stdout.write(`${basename(path)}\n`);
  }
  const trusted = trustSamples(publicKey, process.env);
  if (trusted !== undefined) process.stdout.write(`signed with the key in ${trusted}, which violet verify trusts\n`);
}
