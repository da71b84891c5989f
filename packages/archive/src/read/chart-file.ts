import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { chartRepository, chartTag, publicChartRepo, systemNamespace } from '@violet/api';
import { type Chart, chartArtifact, loadChartArchive } from '@violet/charts';
import { Failure } from '@violet/machinery';
import { type Descriptor, digestOf, mediaTypes, parseReference } from '@violet/oci';
import { printable } from '../format/damaged.ts';
import { type ExtensionPackage, packageApiVersion, packageKind } from '../manifest/extension-package.ts';
import type { PackageFile } from './package-file.ts';

/** 32 MiB, packed: the platform takes no larger ones. */
export const maxChartFileBytes = 32 * 1024 * 1024;
const maxProvenanceBytes = 1024 * 1024;
/** Helm takes more; no registry and no file system does. */
const chartName = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,249}$/;

/**
 * A plain Helm chart (`helm package`) as the package that it would make: the chart alone, with the `.prov` that lies beside
 * it. Throws Invalid where the file is no chart.
 */
export async function openChartFile(path: string): Promise<PackageFile> {
  const archive = await readFile(path);
  const chart = await loadChartArchive(archive);
  const { config, layers, annotations } = chartArtifact(chart.metadata, {
    archive,
    provenance: await readProvenance(`${path}.prov`),
  });
  const blobs = new Map<string, Buffer>();
  const add = ({ mediaType, bytes }: { mediaType: string; bytes: Uint8Array }): Descriptor => {
    const digest = digestOf(bytes);
    blobs.set(digest, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return { mediaType, digest, size: bytes.byteLength };
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.imageManifest,
    config: add(config),
    layers: layers.map(add),
    annotations,
  };
  const root = add({ mediaType: mediaTypes.imageManifest, bytes: Buffer.from(JSON.stringify(manifest)) });
  return chartPackage({ path, size: archive.length, manifest: manifestOf(chart), root, blobs });
}

function manifestOf({ metadata: { name, version } }: Chart): ExtensionPackage {
  if (!chartName.test(name)) throw new Failure('Invalid', `${printable(name)} is no name of a chart`);
  const tag = chartTag(version);
  if (tag === undefined) throw new Failure('Invalid', `version ${version} is too long to be a tag in a registry`);
  const repository = chartRepository({ namespace: systemNamespace, repo: publicChartRepo }, name);
  return {
    apiVersion: packageApiVersion,
    kind: packageKind,
    metadata: { name },
    spec: {
      type: 'chart',
      version,
      displayName: name,
      artifact: `${repository}:${tag}`,
      platforms: [],
      relatedImages: [],
    },
  };
}

async function readProvenance(path: string): Promise<Buffer | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  if (found.size > maxProvenanceBytes) {
    throw new Failure('Invalid', `${path}: a provenance file has at most ${maxProvenanceBytes} bytes`);
  }
  return readFile(path);
}

function chartPackage(chart: {
  path: string;
  size: number;
  manifest: ExtensionPackage;
  root: Descriptor;
  blobs: ReadonlyMap<string, Buffer>;
}): PackageFile {
  const { path, size, manifest, root, blobs } = chart;
  const known = new Map([...blobs].map(([digest, { length }]) => [digest, { digest, size: length }]));
  const blob = (digest: string): Buffer => {
    const bytes = blobs.get(digest);
    if (bytes === undefined) throw new Failure('NotFound', `${path}: the chart has no blob ${digest}`);
    return bytes;
  };
  return {
    path,
    size,
    manifest,
    isStream: false,
    lacking: new Map(),
    images: async () => [{ reference: parseReference(manifest.spec.artifact), root }],
    digests: () => blobs.keys(),
    find: (digest) => known.get(digest),
    readBlob: async (digest) => blob(digest),
    openBlob: (digest, offset = 0, length = Number.POSITIVE_INFINITY) =>
      Readable.from([blob(digest).subarray(offset, offset + length)], { objectMode: false }),
    verifyBlob: async (digest) => void blob(digest),
    verifyAll: async () => undefined,
    close: async () => undefined,
  };
}
