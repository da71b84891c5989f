import type { ChartMaintainer, ChartMetadata } from '../chart/chart.ts';
import { metadataJson } from '../chart/metadata-json.ts';

const mediaTypes = {
  config: 'application/vnd.cncf.helm.config.v1+json',
  chart: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
  provenance: 'application/vnd.cncf.helm.chart.provenance.v1.prov',
} as const;

const annotation = (name: string) => `org.opencontainers.image.${name}`;

/** A chart as `helm push` puts it into a registry. */
export interface ChartArtifact {
  config: { mediaType: string; bytes: Uint8Array };
  layers: { mediaType: string; bytes: Uint8Array }[];
  annotations: Record<string, string>;
}

/** The same chart always gives the same artifact: unlike Helm's, it does not tell when it was made. */
export function chartArtifact(
  metadata: ChartMetadata,
  { archive, provenance }: { archive: Uint8Array; provenance?: Uint8Array | undefined },
): ChartArtifact {
  return {
    config: { mediaType: mediaTypes.config, bytes: new TextEncoder().encode(JSON.stringify(metadataJson(metadata))) },
    layers: [
      { mediaType: mediaTypes.chart, bytes: archive },
      ...(provenance === undefined ? [] : [{ mediaType: mediaTypes.provenance, bytes: provenance }]),
    ],
    annotations: annotationsOf(metadata),
  };
}

/** The chart's own annotations, where they do not pretend to be its name or version. */
function annotationsOf({ annotations = {}, ...metadata }: ChartMetadata): Record<string, string> {
  const { name, version, description = '', home = '', sources = [], maintainers = [] } = metadata;
  const own = Object.entries(annotations).filter(
    ([key]) => ![annotation('title'), annotation('version')].includes(key),
  );
  const told = {
    [annotation('title')]: name,
    [annotation('version')]: version,
    [annotation('description')]: description,
    [annotation('url')]: home,
    [annotation('source')]: sources[0] ?? '',
    [annotation('authors')]: maintainers.map(printMaintainer).join(', '),
  };
  return Object.fromEntries([...Object.entries(told).filter(([, value]) => value.trim() !== ''), ...own]);
}

function printMaintainer({ name = '', email = '' }: ChartMaintainer): string {
  return email === '' ? name : `${name} (${email})`;
}
