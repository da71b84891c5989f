import { Failure, isJsonObject, type JsonObject, readYamlAsJson } from '@violet/machinery';

/** The manifests of one bundle, as a step's making needs them. */
export interface BundleManifests {
  csvName: string;
  /** The CSV as text, JSON or YAML. */
  csv: string;
  /** All manifests as text, JSON or YAML; the CSV among them is left out by whoever reads. */
  objects: readonly string[];
}

/** One manifest; undefined where the text is no object. Throws Invalid where it is neither JSON nor YAML. */
export function readManifest(text: string): JsonObject | undefined {
  const value = readText(text);
  return isJsonObject(value) ? value : undefined;
}

function readText(text: string): unknown {
  try {
    return text.trimStart().startsWith('{') ? JSON.parse(text) : readYamlAsJson(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure('Invalid', `a manifest cannot be read: ${message}`, { cause: error });
  }
}
