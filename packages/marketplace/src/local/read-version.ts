import { chartRepository, chartTag } from '@violet/api';
import { type ChartMetadata, loadChartArchive } from '@violet/charts';
import { Failure } from '@violet/machinery';
import { digestOf, mediaTypes, parseManifest, type Registry } from '@violet/oci';
import type { RepositoryPlace } from '../place.ts';

/** 32 MiB, packed: what is larger is an image in disguise. */
export const maxChartBytes = 32 * 1024 * 1024;

export interface FoundVersion {
  metadata: ChartMetadata;
  /** SHA-256 of the .tgz in hexadecimal digits. */
  digest: string;
}

/**
 * Reads the chart behind a manifest: what its own Chart.yaml says counts, not what was written beside it. Undefined for
 * what is no chart (an image, a signature); throws Invalid for a chart that is not what its place says.
 */
export async function readVersion(
  registry: Registry,
  at: RepositoryPlace,
  { repository, tag, manifest }: { repository: string; tag: string; manifest: string },
): Promise<FoundVersion | undefined> {
  const pulled = await registry.getManifest(repository, manifest);
  if (pulled === undefined) return undefined;
  const parsed = parseManifest(pulled.bytes, pulled.mediaType, `${repository}:${tag}`);
  if (parsed.kind === 'index') return undefined;
  const layer = parsed.content.layers.find(({ mediaType }) => mediaType === mediaTypes.helmChart);
  if (layer === undefined) return undefined;
  if (layer.size > maxChartBytes) throw invalid(`it is larger than ${maxChartBytes} bytes`);
  const bytes = await registry.readBlob(repository, layer.digest, maxChartBytes);
  if (bytes === undefined) throw invalid(`its content ${layer.digest} is not in the registry`);
  const { metadata } = await loadChartArchive(bytes);
  const { name, version } = metadata;
  if (chartRepository(at, name) !== repository) throw invalid(`its Chart.yaml says that it is ${name}`);
  if (chartTag(version) !== tag) throw invalid(`its Chart.yaml says that it is version ${version}`);
  return { metadata, digest: digestOf(bytes).slice('sha256:'.length) };
}

function invalid(why: string): Failure {
  return new Failure('Invalid', why);
}
