import { isJsonObject } from '@violet/machinery';
import type { BundleManifests } from '../install-plan/steps/bundle-objects.ts';

/** The annotations of CSVs by the names of these: what a platform goes by when it refuses an operator or asks for approval. */
export type CsvAnnotations = ReadonlyMap<string, Record<string, string>>;

export function annotationsOfCsvs(bundles: readonly BundleManifests[]): CsvAnnotations {
  return new Map(bundles.map(({ csvName, csv }) => [csvName, annotationsOf(csv)]));
}

/** None where the text is no JSON. */
function annotationsOf(csv: string): Record<string, string> {
  try {
    const { metadata } = JSON.parse(csv) as { metadata?: { annotations?: unknown } };
    const annotations = metadata?.annotations;
    return isJsonObject(annotations) ? (annotations as Record<string, string>) : {};
  } catch {
    // Whoever makes steps of it says what is wrong.
    return {};
  }
}
