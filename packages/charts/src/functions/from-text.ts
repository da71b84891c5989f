import { GoMap, NIL_LIST, type Value } from '@violet/gotemplate';
import type { Json } from '@violet/machinery';
import { readYamlAsJson } from '../yaml/read.ts';
import { decodeJson } from './decode-json.ts';

const nilMap = new GoMap('map[string]interface {}', null);
const yamlContext = 'error unmarshaling JSON: while decoding JSON: ';

/** Helm's fromYaml: a map, or one that says under `Error` why there is none. */
export function fromYaml(text: string): Value {
  return asMap(() => ({ value: readYamlAsJson(text) ?? {} }), yamlContext);
}

/** Helm's fromYamlArray: a list, or the message as its only element. */
export function fromYamlArray(text: string): Value {
  return asList(() => ({ value: readYamlAsJson(text) ?? [] }), yamlContext);
}

export function fromJson(text: string): Value {
  return asMap(() => decodeJson(text), '');
}

export function fromJsonArray(text: string): Value {
  return asList(() => decodeJson(text), '');
}

/** What was read, and what Go has to say about a part of it. */
interface Reading {
  value: Json;
  problem?: string;
}

function asMap(read: () => Reading, context: string): Value {
  const { value, problem } = attempt(read);
  if (problem === undefined && value === null) return nilMap;
  if (typeof value !== 'object' || Array.isArray(value)) return { Error: context + mismatch(value, 'map') };
  const map = value as Record<string, Value> | null;
  return problem === undefined ? map : { ...map, Error: problem };
}

function asList(read: () => Reading, context: string): Value {
  const { value, problem } = attempt(read);
  if (problem === undefined && value === null) return NIL_LIST;
  if (value !== null && !Array.isArray(value)) return [context + mismatch(value, 'list')];
  return problem === undefined ? (value as Value) : [problem];
}

/** Without a value, the text could not be read at all. */
function attempt(read: () => Reading): Reading {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return { value: null, problem: (error as Error).message };
  }
}

function mismatch(value: Json, wanted: 'map' | 'list'): string {
  const type = wanted === 'map' ? 'map[string]interface {}' : '[]interface {}';
  const names: Record<string, string> = { string: 'string', boolean: 'bool', number: 'number' };
  const name = Array.isArray(value) ? 'array' : (names[typeof value] ?? 'object');
  return `json: cannot unmarshal ${name} into Go value of type ${type}`;
}
