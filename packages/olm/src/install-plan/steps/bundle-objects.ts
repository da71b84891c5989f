import { isJsonObject, type JsonObject, parseYaml } from '@violet/machinery';

/** The manifests of one bundle, as a step's making needs them. */
export interface BundleManifests {
  csvName: string;
  /** The CSV as text, JSON or YAML. */
  csv: string;
  /** All manifests as text, JSON or YAML; the CSV among them is left out by whoever reads. */
  objects: readonly string[];
}

/** One manifest; undefined where the text is no object. */
export function readManifest(text: string): JsonObject | undefined {
  const value: unknown = text.trimStart().startsWith('{') ? JSON.parse(text) : parseYaml(text);
  return isJsonObject(value) ? value : undefined;
}
