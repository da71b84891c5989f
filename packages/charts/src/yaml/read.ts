import { fromBytes } from '@violet/gotemplate';
import {
  type Json,
  readYaml as readGoYaml,
  readYamlAsJson as readGoYamlAsJson,
  type YamlValue,
} from '@violet/machinery';

interface ReadOptions {
  /** A key that comes again is an error. */
  strict?: boolean;
}

/** As Go reads YAML; binary scalars keep their bytes, as all text of templates does. */
export function readYaml(text: string, options: ReadOptions = {}): YamlValue {
  return readGoYaml(text, { ...options, binaryText: fromBytes });
}

/** The same as JSON: what Helm has once it has read a YAML file. */
export function readYamlAsJson(text: string, options: ReadOptions = {}): Json {
  return readGoYamlAsJson(text, { ...options, binaryText: fromBytes });
}
