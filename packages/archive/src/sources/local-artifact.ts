import { bundleAnnotations } from '@violet/bundles';
import { chartArtifact, filterIgnored, loadChartArchive, loadChartDirectory } from '@violet/charts';
import { Failure, isJsonObject, parseYaml } from '@violet/machinery';
import { digestOf, mediaTypes } from '@violet/oci';
import { pack } from 'tar-stream';
import { storedGzip } from '../format/stored-gzip.ts';
import { type LocalImage, localImage } from './local-image.ts';
import type { LocalFile } from './pack-artifact.ts';

/** The chart that `helm package` made, as `helm push` would store it. */
export async function chartFromArchive(archive: Uint8Array, provenance?: Uint8Array): Promise<LocalImage> {
  const { metadata } = await loadChartArchive(archive);
  return localImage(chartArtifact(metadata, { archive, provenance }));
}

/** The chart in a directory. Its archive is the same for the same files, whenever and wherever it is made. */
export async function chartFromFiles(files: readonly LocalFile[]): Promise<LocalImage> {
  const { metadata } = await loadChartDirectory([...files]);
  const inside = filterIgnored([...files]).map(({ name, data }) => ({ name: `${metadata.name}/${name}`, data }));
  // Helm takes the first entry for the name of the directory.
  const isFirst = ({ name }: LocalFile) => name === `${metadata.name}/Chart.yaml`;
  const sorted = inOrder(inside);
  const archive = storedGzip(await tarOf([...sorted.filter(isFirst), ...sorted.filter((file) => !isFirst(file))]));
  return localImage(chartArtifact(metadata, { archive, provenance: undefined }));
}

const annotationsFile = 'metadata/annotations.yaml';

/** The image that `opm alpha bundle generate` describes: the bundle's files in one layer, its annotations as labels. */
export async function bundleFromFiles(files: readonly LocalFile[]): Promise<LocalImage> {
  const labels = labelsOf(files);
  const parts = ['metadata/', 'tests/scorecard/', labels[bundleAnnotations.manifests] ?? 'manifests/'];
  const layer = await tarOf(inOrder(files.filter(({ name }) => parts.some((part) => name.startsWith(part)))));
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: labels },
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
  };
  return localImage({
    config: { mediaType: mediaTypes.imageConfig, bytes: Buffer.from(JSON.stringify(config)) },
    layers: [{ mediaType: mediaTypes.layer, bytes: layer }],
  });
}

function labelsOf(files: readonly LocalFile[]): Record<string, string> {
  const file = files.find(({ name }) => name === annotationsFile);
  if (file === undefined) throw new Failure('Invalid', `the bundle has no ${annotationsFile}`);
  const document = parseYaml(Buffer.from(file.data).toString('utf8'), annotationsFile);
  const annotations = isJsonObject(document) ? document['annotations'] : undefined;
  if (!isJsonObject(annotations)) throw new Failure('Invalid', `${annotationsFile} has no annotations`);
  const texts = Object.entries(annotations).filter((one): one is [string, string] => typeof one[1] === 'string');
  return Object.fromEntries(texts.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function inOrder(files: readonly LocalFile[]): LocalFile[] {
  return [...files].sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function tarOf(files: readonly LocalFile[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, data } of files) tar.entry({ name, mode: 0o644, mtime: new Date(0) }, Buffer.from(data));
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
