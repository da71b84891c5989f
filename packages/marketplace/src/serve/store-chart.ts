import { type Chart, chartArtifact } from '@violet/charts';
import { Failure } from '@violet/machinery';
import { digestOf, mediaTypes, type PulledArtifact, pullArtifact, pushArtifact, type Registry } from '@violet/oci';

export interface ChartUpload {
  /** The .tgz, kept as it is. */
  archive: Uint8Array;
  /** The .prov beside it, kept as it is. */
  provenance?: Uint8Array | undefined;
}

/**
 * Puts a chart under its tag and gives the digest of its manifest. The same bytes again are `unchanged`; a provenance file
 * may come later. Throws AlreadyExists where the tag has another chart (or another provenance file), unless forced.
 */
export async function storeChart(
  registry: Registry,
  { repository, tag, force }: { repository: string; tag: string; force: boolean },
  { chart, archive, provenance }: ChartUpload & { chart: Chart },
): Promise<{ outcome: 'stored' | 'unchanged'; manifest: string }> {
  const before = await pullArtifact(registry, repository, tag);
  const [chartBefore, provenanceBefore] = [
    digestIn(before, mediaTypes.helmChart),
    digestIn(before, mediaTypes.helmProvenance),
  ];
  if (before !== undefined && chartBefore === undefined) {
    throw new Failure('Conflict', `${repository}:${tag} is there already, and is no Helm chart`);
  }
  const isSameChart = chartBefore === digestOf(archive);
  const isSameProvenance = provenance === undefined || provenanceBefore === digestOf(provenance);
  if (before !== undefined && isSameChart && isSameProvenance) return { outcome: 'unchanged', manifest: before.digest };
  const isFree = chartBefore === undefined || (isSameChart && provenanceBefore === undefined);
  if (!isFree && !force) {
    const { name, version } = chart.metadata;
    const what = isSameChart ? 'provenance file' : 'content';
    throw new Failure(
      'AlreadyExists',
      `chart ${name} ${version} already exists with another ${what} (${chartBefore})`,
      {
        hint: 'Give the changed chart a new version, or replace this one with force.',
      },
    );
  }
  const artifact = chartArtifact(chart.metadata, { archive, provenance });
  const { digest } = await pushArtifact(registry, repository, tag, artifact);
  return { outcome: 'stored', manifest: digest };
}

function digestIn(artifact: PulledArtifact | undefined, mediaType: string): string | undefined {
  return artifact?.manifest.layers.find((layer) => layer.mediaType === mediaType)?.digest;
}
