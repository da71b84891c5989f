import { isJsonObject, type JsonObject } from '../json.ts';
import { goJsonString, goPlainJson, goSortedKeys } from './json.ts';

/** What encoding/json makes of a Go type. */
export type GoShape =
  | { kind: 'text' | 'flag' | 'integer' | 'bytes' }
  /** Any JSON: `raw` as it came, `any` with the keys in their order. */
  | { kind: 'raw' | 'any' }
  | { kind: 'list' | 'map' | 'pointer'; of: GoShape }
  | { kind: 'struct'; fields: readonly GoField[] }
  /** A struct with a MarshalJSON of its own. */
  | { kind: 'own'; print(value: unknown): string };

export interface GoField {
  name: string;
  shape: GoShape;
  /** When it is left out: `omitempty`, `omitzero`. */
  omit: 'never' | 'empty' | 'zero';
}

/**
 * `json.Marshal` of a value of this Go type, not escaped for HTML: the fields in the order of the struct, those it cannot omit filled
 * in, unknown ones left out. What is of another type counts as nothing.
 */
export function goStructJson(shape: GoShape, value: unknown): string {
  switch (shape.kind) {
    case 'text':
      return goJsonString(typeof value === 'string' ? value : '');
    case 'flag':
      return String(value === true);
    case 'integer':
      return String(typeof value === 'number' ? value : 0);
    case 'bytes':
      return typeof value === 'string' ? goJsonString(value) : 'null';
    case 'raw':
      return value === undefined ? 'null' : JSON.stringify(value);
    case 'any':
      return goPlainJson(value);
    case 'own':
      return shape.print(value);
    case 'pointer':
      return value === undefined || value === null ? 'null' : goStructJson(shape.of, value);
    case 'list':
      return Array.isArray(value) ? `[${value.map((item) => goStructJson(shape.of, item)).join(',')}]` : 'null';
    case 'map':
      return isJsonObject(value) ? printMap(shape.of, value) : 'null';
    case 'struct':
      return printStruct(shape.fields, isJsonObject(value) ? value : {});
  }
}

function printMap(of: GoShape, value: JsonObject): string {
  const members = goSortedKeys(value).map((key) => `${goJsonString(key)}:${goStructJson(of, value[key])}`);
  return `{${members.join(',')}}`;
}

function printStruct(fields: readonly GoField[], value: JsonObject): string {
  const read = readerOf(fields, value);
  const printed: string[] = [];
  for (const field of fields) {
    const member = read(field.name);
    if (!isOmitted(field, member)) printed.push(`"${field.name}":${goStructJson(field.shape, member)}`);
  }
  return `{${printed.join(',')}}`;
}

/** Go takes `minKubeversion` for `minKubeVersion` where no field is called that way. */
function readerOf(fields: readonly GoField[], value: JsonObject): (name: string) => unknown {
  const strangers = Object.keys(value).filter((key) => !fields.some(({ name }) => name === key));
  if (strangers.length === 0) return (name) => value[name];
  const folded = new Map(strangers.map((key) => [key.toLowerCase(), value[key]]));
  return (name) => (Object.hasOwn(value, name) ? value[name] : folded.get(name.toLowerCase()));
}

function isOmitted({ omit, shape }: GoField, value: unknown): boolean {
  if (omit === 'never') return false;
  const isNothing = value === undefined || value === null;
  switch (shape.kind) {
    // Go never takes a struct for empty.
    case 'struct':
    case 'own':
      return omit === 'zero' && isNothing;
    case 'pointer':
      return isNothing;
    case 'raw':
    case 'any':
      return value === undefined;
    case 'list':
    case 'map':
      return isNothing || Object.keys(value).length === 0;
    default:
      return isNothing || value === '' || value === 0 || value === false;
  }
}
