import type { Readable } from 'node:stream';
import { imagesOfCsv } from '@violet/bundles';
import { Failure, isJsonObject, type JsonObject, parseYaml, parseYamlDocuments } from '@violet/machinery';
import { type Descriptor, type ImageConfig, readImageFiles } from '@violet/oci';

/** What an operator bundle says of itself. */
export interface BundleSummary {
  packageName: string;
  csvName: string;
  /** Without `v`. */
  version: string;
  displayName: string;
  description: string;
  channels: string[];
  defaultChannel: string;
  /** References, each once. */
  images: string[];
  /** About what the manifests need in a message of a catalogue that does not hold them inline: the CSV. */
  messageBytes: number;
}

export interface BundleImage {
  layers: readonly Descriptor[];
  config: ImageConfig;
  openBlob(digest: string): Promise<Readable | undefined>;
  /** In failures: the bundle as a person knows it. */
  source: string;
}

const prefix = 'operators.operatorframework.io.bundle';
const metadataFile = 'metadata/annotations.yaml';

/** Whether the labels of an image say that it is an operator bundle. */
export function isBundleConfig({ config }: ImageConfig): boolean {
  return config?.Labels?.[`${prefix}.package.v1`] !== undefined;
}

/** Reads a bundle image; throws Invalid where it has no package, not one ClusterServiceVersion, or no version. */
export async function readBundleSummary({ layers, config, openBlob, source }: BundleImage): Promise<BundleSummary> {
  const labels = config.config?.Labels ?? {};
  const directory = (labels[`${prefix}.manifests.v1`] ?? 'manifests/').replace(/^\.?\/+|\/+$/g, '');
  const isManifest = (path: string) => path.startsWith(`${directory}/`) && /\.(ya?ml|json)$/.test(path);
  const wanted = (path: string) => path === metadataFile || isManifest(path);
  const files = await readImageFiles({ layers, openBlob, wanted, source });
  const manifests = new Map([...files].filter(([path]) => isManifest(path)));
  const csv = csvIn(manifests, source);
  const annotations = { ...labels, ...annotationsIn(files.get(metadataFile), source) };
  const channels = commaList(annotations[`${prefix}.channels.v1`]);
  return {
    packageName: annotations[`${prefix}.package.v1`] ?? '',
    ...namesOf(csv, source),
    channels,
    defaultChannel: annotations[`${prefix}.channel.default.v1`] || (channels.length === 1 ? (channels[0] ?? '') : ''),
    images: imagesOfCsv(csv),
    messageBytes: Buffer.byteLength(JSON.stringify(csv)),
  };
}

function csvIn(manifests: ReadonlyMap<string, Buffer>, source: string): JsonObject {
  const documents = [...manifests].flatMap(([path, bytes]) =>
    parseYamlDocuments(bytes.toString('utf8'), `${source}: ${path}`),
  );
  const csvs = documents.filter(isJsonObject).filter(({ kind }) => kind === 'ClusterServiceVersion');
  const [csv] = csvs;
  if (csv !== undefined && csvs.length === 1) return csv;
  throw new Failure('Invalid', `${source}: a bundle has one ClusterServiceVersion, this one has ${csvs.length}`);
}

function namesOf(
  csv: JsonObject,
  source: string,
): Pick<BundleSummary, 'csvName' | 'version' | 'displayName' | 'description'> {
  const metadata = isJsonObject(csv['metadata']) ? csv['metadata'] : {};
  const spec = isJsonObject(csv['spec']) ? csv['spec'] : {};
  const csvName = textOf(metadata['name']);
  const version = textOf(spec['version']);
  if (csvName === '') throw new Failure('Invalid', `${source}: its ClusterServiceVersion has no metadata.name`);
  if (version === '') throw new Failure('Invalid', `${source}: its ClusterServiceVersion has no spec.version`);
  const annotations = isJsonObject(metadata['annotations']) ? metadata['annotations'] : {};
  const description = textOf(annotations['description']) || textOf(spec['description']);
  return { csvName, version, displayName: textOf(spec['displayName']).trim() || csvName, description };
}

function annotationsIn(file: Buffer | undefined, source: string): Record<string, string> {
  const value = file === undefined ? {} : parseYaml(file.toString('utf8'), `${source}: ${metadataFile}`);
  const annotations = isJsonObject(value) && isJsonObject(value['annotations']) ? value['annotations'] : {};
  return Object.fromEntries(Object.entries(annotations).map(([key, text]) => [key, String(text)]));
}

function commaList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
