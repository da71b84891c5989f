import type { LocalImage } from './local-image.ts';

/** A file of a chart's or bundle's directory, named relative to it. */
export interface LocalFile {
  name: string;
  data: Uint8Array;
}

/** What a person has on disk: an unpacked chart, one that `helm package` made, or the directory of an operator bundle. */
export type LocalArtifact =
  | { kind: 'chart'; files: readonly LocalFile[] }
  | { kind: 'chart-archive'; archive: Uint8Array; provenance?: Uint8Array }
  | { kind: 'bundle'; files: readonly LocalFile[] };

/**
 * Makes the image that a registry would have of it; the same files give the same bytes. Throws Invalid where it is no chart
 * or bundle. What reads charts is loaded here, because those who only open packages should not wait for it.
 */
export async function packArtifact(artifact: LocalArtifact): Promise<LocalImage> {
  const { bundleFromFiles, chartFromArchive, chartFromFiles } = await import('./local-artifact.ts');
  switch (artifact.kind) {
    case 'chart':
      return chartFromFiles(artifact.files);
    case 'chart-archive':
      return chartFromArchive(artifact.archive, artifact.provenance);
    case 'bundle':
      return bundleFromFiles(artifact.files);
  }
}
