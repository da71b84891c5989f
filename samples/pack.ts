// Packs every sample into samples/dist/<name>-<version>.tgz, without any registry: charts from this directory, images of
// a few bytes. The same inputs give the same bytes.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildPackage, discoverPackage, type MemorySource, memorySource } from '@violet/archive';
import { isJsonObject, parseYaml } from '@violet/machinery';
import { pack as tar } from 'tar-stream';

const here = import.meta.dirname;
/** Where the samples' charts say that they come from; nothing is ever asked of it. */
const registry = 'registry.example.com';

export interface Sample {
  name: string;
  version: string;
  directory: string;
}

/** `samples/<name>/<version>/Chart.yaml`. */
export function findSamples(): Sample[] {
  return readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'dist')
    .flatMap(({ name }) =>
      readdirSync(join(here, name)).map((version) => ({ name, version, directory: join(here, name, version) })),
    );
}

/** Writes the sample's package into `directory` and answers with its path. */
export async function packSample(sample: Sample, directory: string): Promise<string> {
  mkdirSync(directory, { recursive: true });
  const source = memorySource();
  const chart = `${registry}/acp/chart-${sample.name}:${sample.version}`;
  source.addChart(chart, await chartArchive(sample.directory), chartMetadata(sample.directory));
  const images = imagesOf(sample.directory);
  for (const image of images) await addImage(source, image);
  const platforms = images.every(({ arm }) => arm) ? ['linux/amd64', 'linux/arm64'] : ['linux/amd64'];
  const manifest = await discoverPackage(source, { name: sample.name, artifact: chart, platforms });
  const output = join(directory, `${sample.name}-${sample.version}.tgz`);
  await buildPackage({ manifest, source, output });
  return output;
}

function chartMetadata(directory: string): object {
  return parseYaml(readFileSync(join(directory, 'Chart.yaml'), 'utf8'), 'Chart.yaml') as object;
}

function imagesOf(directory: string): { repository: string; tag: string; arm: boolean }[] {
  const values = parseYaml(readFileSync(join(directory, 'values.yaml'), 'utf8'), 'values.yaml');
  const globals = isJsonObject(values) ? values['global'] : undefined;
  const images = isJsonObject(globals) && isJsonObject(globals['images']) ? Object.values(globals['images']) : [];
  return images.filter(isJsonObject).map(({ repository, tag, support_arm }) => ({
    repository: String(repository),
    tag: String(tag),
    arm: support_arm === true,
  }));
}

async function addImage(
  source: MemorySource,
  { repository, tag, arm }: { repository: string; tag: string; arm: boolean },
): Promise<void> {
  const architectures = arm ? ['amd64', 'arm64'] : ['amd64'];
  const images = await Promise.all(
    architectures.map(async (architecture) => ({
      platform: { os: 'linux', architecture },
      layers: [await tarOf([{ name: 'etc/about', data: Buffer.from(`${repository}:${tag} for ${architecture}\n`) }])],
    })),
  );
  source.addIndex(`${registry}/${repository}:${tag}`, images);
}

async function chartArchive(directory: string): Promise<Buffer> {
  const { name } = chartMetadata(directory) as { name: string };
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ name: `${name}/${relative(directory, file).replaceAll('\\', '/')}`, data: readFileSync(file) }));
  return gzipSync(await tarOf(files));
}

async function tarOf(files: readonly { name: string; data: Buffer }[]): Promise<Buffer> {
  const archive = tar();
  for (const { name, data } of files) archive.entry({ name, mtime: new Date(0) }, data);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

if (import.meta.main) {
  for (const sample of findSamples()) {
    const path = await packSample(sample, join(here, 'dist'));
    process.stdout.write(`${basename(path)}\n`);
  }
}
