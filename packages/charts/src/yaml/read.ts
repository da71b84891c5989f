import type { Json } from '@violet/machinery';
import { compose } from './compose.ts';
import { Parser } from './parser.ts';
import { sourceOf } from './scan/source.ts';
import { toJson, type YamlValue } from './value.ts';

export interface ReadOptions {
  /** A key that comes again is an error, as in sigs.k8s.io/yaml's UnmarshalStrict. */
  strict?: boolean;
}

/**
 * Reads the first document of a YAML text as sigs.k8s.io/yaml does for Helm: YAML 1.1 by yaml.v2's rules, a repeated
 * key takes the last value, what follows the document is hardly looked at. Integers are exact, and `.inf` is still
 * there. Throws an Error in Go's words.
 */
export function readYaml(text: string, options: ReadOptions = {}): YamlValue {
  return read(text, true, options).value;
}

/** The same as JSON, where every number is a float64: what Helm has once it has read a YAML file. */
export function readYamlAsJson(text: string, options: ReadOptions = {}): Json {
  const { value, isJson } = read(text, false, options);
  return isJson ? (value as Json) : toJson(value);
}

function read(text: string, exactIntegers: boolean, { strict = false }: ReadOptions) {
  try {
    const root = new Parser(sourceOf(text)).parse();
    return root === undefined ? { value: null, isJson: true } : compose(root, { exactIntegers, strict });
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new Error(`error converting YAML to JSON: ${(error as Error).message}`, { cause: error });
  }
}
