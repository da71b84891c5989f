import type { ChartMetadata } from '../chart/chart.ts';
import { metadataJson } from '../chart/metadata-json.ts';

/** One version of a chart in index.yaml: Chart.yaml's fields that are not empty, and these. */
export interface IndexEntry extends ChartMetadata {
  /** Relative to the repository's URL, or absolute. */
  urls: string[];
  /** When the version came into the repository, RFC 3339. */
  created: string;
  removed?: boolean;
  /** SHA-256 of the .tgz in hexadecimal digits. */
  digest?: string;
}

export function indexEntry(
  metadata: ChartMetadata,
  { urls, created, digest }: { urls: string[]; created: string; digest: string },
): IndexEntry {
  return { ...(metadataJson(metadata) as ChartMetadata), urls, created, digest };
}

/** `<name>-<version>.tgz`, as `helm package` calls it. */
export function chartFileName({ name, version }: Pick<ChartMetadata, 'name' | 'version'>): string {
  return `${name}-${version}.tgz`;
}
