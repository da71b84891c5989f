import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MemorySource } from '@violet/archive';
import { imagesOfCsv } from '@violet/bundles';
import { isJsonObject, type JsonObject, parseYaml } from '@violet/machinery';
import { parseReference } from '@violet/oci';
import type { Sample, SampleArtifact } from './sample.ts';
import { addSampleImage } from './sample-image.ts';
import { filesIn, tarOf } from './tar-of.ts';

/** An operator: the bundle of the directory as an image, and the images of its ClusterServiceVersion. */
export async function addBundleSample(source: MemorySource, sample: Sample): Promise<SampleArtifact> {
  const files = filesIn(sample.directory);
  const csv = csvIn(sample);
  const { registry, tag } = parseReference(containerImageOf(csv));
  const artifact = `${registry}/acp/${sample.name}-bundle:${tag}`;
  source.addImage(artifact, [await tarOf(files)], { os: 'linux', architecture: 'amd64' }, bundleLabels(sample));
  const platforms = platformsOf(csv);
  for (const image of imagesOfCsv(csv)) await addSampleImage(source, image, platforms);
  return { artifact, platforms };
}

function csvIn({ name, directory }: Sample): JsonObject {
  return readObject(join(directory, 'manifests', `${name}.clusterserviceversion.yaml`));
}

/** The labels of a bundle image repeat its annotations. */
function bundleLabels({ directory }: Sample): Record<string, string> {
  return readObject(join(directory, 'metadata', 'annotations.yaml'))['annotations'] as Record<string, string>;
}

/** The bundle carries the tag of the operator's own image, which need not be its version. */
function containerImageOf(csv: JsonObject): string {
  return String(annotationsOf(csv)['containerImage']);
}

function annotationsOf({ metadata }: JsonObject): JsonObject {
  return (metadata as { annotations: JsonObject }).annotations;
}

function platformsOf({ metadata }: JsonObject): string[] {
  const labels = (metadata as { labels: Record<string, string> }).labels;
  return ['amd64', 'arm64']
    .filter((architecture) => labels[`operatorframework.io/arch.${architecture}`] === 'supported')
    .map((architecture) => `linux/${architecture}`);
}

function readObject(file: string): JsonObject {
  const value = parseYaml(readFileSync(file, 'utf8'), file);
  if (!isJsonObject(value)) throw new Error(`${file} is no object`);
  return value;
}
