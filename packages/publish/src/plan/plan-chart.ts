import { chartRepository, chartTag, systemNamespace } from '@violet/api';
import type { PackageFile } from '@violet/archive';
import { Failure, isJsonObject, type Json } from '@violet/machinery';
import {
  type Descriptor,
  type ImageManifest,
  mediaTypes,
  parseManifest,
  pullArtifact,
  type Registry,
} from '@violet/oci';
import type { PlannedImage } from './plan-package.ts';

/** The Helm chart that a package brings, and the chart repository that it goes to. */
export interface PlannedChart {
  repo: string;
  name: string;
  version: string;
  /** Digest of the .tgz. */
  digest: string;
  /** Digest of the .prov, where there is one. */
  provenance: string | undefined;
}

const maxConfigBytes = 1024 * 1024;
const controlCharacters = /[\u0000-\u001f\u007f-\u009f]/;

/** Reads the chart behind a package's artifact; throws Invalid where it is none. */
export async function planChart(file: PackageFile, artifact: PlannedImage, repo: string): Promise<PlannedChart> {
  const manifest = manifestOf(file, artifact);
  const layer = layerOf(manifest, mediaTypes.helmChart);
  if (layer === undefined || manifest.config.mediaType !== mediaTypes.helmConfig) throw noChart(file, artifact);
  const config = await file.readBlob(manifest.config.digest, maxConfigBytes);
  const { name, version } = namesIn(config) ?? {};
  if (name === undefined || version === undefined) throw noChart(file, artifact);
  const provenance = layerOf(manifest, mediaTypes.helmProvenance)?.digest;
  return { repo, name, version, digest: layer.digest, provenance };
}

/** The artifact where the chart repository keeps it, instead of where images land. */
export function inChartRepository(file: PackageFile, artifact: PlannedImage, chart: PlannedChart): PlannedImage {
  const { repo, name, version } = chart;
  const reference = chartTag(version);
  if (reference === undefined) throw new Failure('Invalid', `${file.path}: version ${version} cannot be a tag`);
  return { ...artifact, repository: chartRepository({ namespace: systemNamespace, repo }, name), reference };
}

/**
 * Digest of the manifest by which the registry has this very chart already, its provenance file included. Throws
 * AlreadyExists where it has another chart of this version.
 */
export async function chartInRegistry(
  chart: PlannedChart,
  { repository, reference }: PlannedImage,
  registry: Registry,
): Promise<string | undefined> {
  const found = await pullArtifact(registry, repository, reference);
  if (found === undefined) return undefined;
  const digest = layerOf(found.manifest, mediaTypes.helmChart)?.digest;
  const provenance = layerOf(found.manifest, mediaTypes.helmProvenance)?.digest;
  const isSame = digest === chart.digest;
  if (isSame && (chart.provenance === undefined || chart.provenance === provenance)) return found.digest;
  if (isSame && provenance === undefined) return undefined;
  const { repo, name, version } = chart;
  const what = isSame ? 'provenance file' : 'content';
  throw new Failure(
    'AlreadyExists',
    `chart ${name} ${version} is already in ${repo} with another ${what} (${digest})`,
    {
      hint: 'Give the changed chart a new version, or replace this one with --force.',
    },
  );
}

function manifestOf(file: PackageFile, { digest, contents }: PlannedImage): ImageManifest {
  const root = contents.manifests.find((manifest) => manifest.digest === digest);
  const parsed = root && parseManifest(root.bytes, root.mediaType, file.path);
  if (parsed?.kind === 'image') return parsed.content;
  throw new Failure('Invalid', `${file.path}: its chart is an index of several manifests`);
}

function layerOf(manifest: ImageManifest, mediaType: string): Descriptor | undefined {
  return manifest.layers.find((layer) => layer.mediaType === mediaType);
}

function namesIn(config: Buffer): { name: string; version: string } | undefined {
  let value: Json;
  try {
    value = JSON.parse(config.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const { name, version } = value;
  if (typeof name !== 'string' || typeof version !== 'string') return undefined;
  // They are printed, and the platform would not list such a chart.
  return controlCharacters.test(name + version) ? undefined : { name, version };
}

function noChart(file: PackageFile, { name }: PlannedImage): Failure {
  return new Failure('Invalid', `${file.path}: ${name} is no Helm chart`);
}
