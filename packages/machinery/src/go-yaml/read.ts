import type { Json } from '../json.ts';
import { compose } from './compose.ts';
import { Parser } from './parser.ts';
import type { BinaryText } from './resolve-tagged.ts';
import { sourceOf } from './scan/source.ts';
import { type YamlValue, yamlToJson } from './value.ts';

export interface ReadYamlOptions {
  /** A key that comes again is an error, as in sigs.k8s.io/yaml's UnmarshalStrict. */
  strict?: boolean;
  /** How the bytes of a `!!binary` scalar become text; unless told, what is no UTF-8 is replaced. */
  binaryText?: BinaryText;
}

/**
 * Reads the first document of a YAML text as sigs.k8s.io/yaml does: YAML 1.1 by yaml.v2's rules, a repeated
 * key takes the last value, what follows the document is hardly looked at. Integers are exact, and `.inf` is still
 * there. Throws an Error in Go's words.
 */
export function readYaml(text: string, options: ReadYamlOptions = {}): YamlValue {
  return read(text, true, options).value;
}

/** The same as JSON, where every number is a float64: what Helm has once it has read a YAML file. */
export function readYamlAsJson(text: string, options: ReadYamlOptions = {}): Json {
  const { value, isJson } = read(text, false, options);
  return isJson ? (value as Json) : yamlToJson(value);
}

function read(text: string, exactIntegers: boolean, { strict = false, ...others }: ReadYamlOptions) {
  try {
    const root = new Parser(sourceOf(text)).parse();
    return root === undefined ? { value: null, isJson: true } : compose(root, { exactIntegers, strict, ...others });
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new Error(`error converting YAML to JSON: ${(error as Error).message}`, { cause: error });
  }
}
