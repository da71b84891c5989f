import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { MemorySource } from '@violet/archive';
import { isJsonObject, parseYaml } from '@violet/machinery';
import type { Sample, SampleArtifact } from './sample.ts';
import { sampleRegistry } from './sample.ts';
import { addSampleImage } from './sample-image.ts';
import { filesIn, tarOf } from './tar-of.ts';

/** A cluster plugin: the chart of the directory and the images of its values. */
export async function addChartSample(source: MemorySource, sample: Sample): Promise<SampleArtifact> {
  const artifact = `${sampleRegistry}/acp/chart-${sample.name}:${sample.version}`;
  const metadata = chartMetadata(sample.directory);
  source.addChart(artifact, await chartArchive(sample.directory, metadata.name), metadata);
  const images = imagesOf(sample.directory);
  for (const { image, arm } of images) await addSampleImage(source, image, platformsOf(arm));
  return { artifact, platforms: platformsOf(images.every(({ arm }) => arm)) };
}

function platformsOf(arm: boolean): string[] {
  return arm ? ['linux/amd64', 'linux/arm64'] : ['linux/amd64'];
}

function chartMetadata(directory: string): { name: string } {
  return parseYaml(readFileSync(join(directory, 'Chart.yaml'), 'utf8'), 'Chart.yaml') as { name: string };
}

function imagesOf(directory: string): { image: string; arm: boolean }[] {
  const values = parseYaml(readFileSync(join(directory, 'values.yaml'), 'utf8'), 'values.yaml');
  const globals = isJsonObject(values) ? values['global'] : undefined;
  const images = isJsonObject(globals) && isJsonObject(globals['images']) ? Object.values(globals['images']) : [];
  return images.filter(isJsonObject).map(({ repository, tag, support_arm }) => ({
    image: `${sampleRegistry}/${String(repository)}:${String(tag)}`,
    arm: support_arm === true,
  }));
}

async function chartArchive(directory: string, name: string): Promise<Buffer> {
  return gzipSync(await tarOf(filesIn(directory).map((file) => ({ ...file, name: `${name}/${file.name}` }))));
}
