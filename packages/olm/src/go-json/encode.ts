import { escapeHtml, formatQuantity, goJsonString, goSortedKeys, isJsonObject, parseQuantity } from '@violet/machinery';
import { olmShapes } from './olm-shapes.ts';
import { operatorVersion } from './operator-version.ts';
import { shapes as kubernetesShapes } from './shapes.ts';

interface Field {
  name: string;
  omit: 'empty' | 'zero' | 'never';
  type: string;
}

const shapes: Readonly<Record<string, string>> = { ...kubernetesShapes, ...olmShapes };
const known = new Map<string, Field[]>();

/**
 * A value as Go's encoding/json writes it for a struct type of upstream (`DeploymentSpec`, `[]PolicyRule`): the fields in
 * the order of the struct, those it cannot omit filled in, unknown ones left out. Hashes over such text are labels of
 * objects, so every byte counts.
 */
export function goJson(type: string, value: unknown): string {
  if (type.startsWith('*')) return value === undefined || value === null ? 'null' : goJson(type.slice(1), value);
  if (type.startsWith('[]')) return Array.isArray(value) ? `[${value.map(ofType(type.slice(2))).join(',')}]` : 'null';
  if (type.startsWith('{}')) return isJsonObject(value) ? printMap(type.slice(2), value) : 'null';
  const scalar = scalars[type];
  return scalar === undefined ? printStruct(type, isJsonObject(value) ? value : {}) : scalar(value);
}

const ofType = (type: string) => (value: unknown) => goJson(type, value);

const scalars: Readonly<Record<string, (value: unknown) => string>> = {
  string: (value) => quote(typeof value === 'string' ? value : ''),
  bool: (value) => String(value === true),
  int: (value) => String(typeof value === 'number' ? value : 0),
  IntOrString: (value) => (typeof value === 'string' ? quote(value) : String(typeof value === 'number' ? value : 0)),
  Quantity: (value) => quote(value === undefined || value === null ? '0' : formatQuantity(parseQuantity(`${value}`))),
  OperatorVersion: (value) => quote(operatorVersion(typeof value === 'string' ? value : '')),
  RawMessage: (value) => (value === undefined ? 'null' : escapeHtml(JSON.stringify(value))),
  Time: (value) => (typeof value === 'string' ? quote(value) : 'null'),
};

function printMap(type: string, value: Record<string, unknown>): string {
  return `{${goSortedKeys(value)
    .map((key) => `${quote(key)}:${goJson(type, value[key])}`)
    .join(',')}}`;
}

function printStruct(type: string, value: Record<string, unknown>): string {
  const printed: string[] = [];
  const fields = fieldsOf(type);
  const read = readerOf(fields, value);
  for (const field of fields) {
    const member = read(field.name);
    if (!isOmitted(field, member)) printed.push(`"${field.name}":${goJson(field.type, member)}`);
  }
  return `{${printed.join(',')}}`;
}

/** Go takes `minKubeversion` for `minKubeVersion` where no field is called that way. */
function readerOf(fields: readonly Field[], value: Record<string, unknown>): (name: string) => unknown {
  const strangers = Object.keys(value).filter((key) => !fields.some(({ name }) => name === key));
  if (strangers.length === 0) return (name) => value[name];
  const folded = new Map(strangers.map((key) => [key.toLowerCase(), value[key]]));
  return (name) => (Object.hasOwn(value, name) ? value[name] : folded.get(name.toLowerCase()));
}

function isOmitted({ omit, type }: Field, value: unknown): boolean {
  if (omit === 'never') return false;
  if (value === undefined || value === null) return omit === 'zero' || !isStruct(type);
  if (type.startsWith('*')) return false;
  if (Array.isArray(value)) return value.length === 0;
  if (type.startsWith('{}')) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

const STRUCT_SCALARS = new Set(['IntOrString', 'Quantity', 'Time', 'OperatorVersion']);

/** Go never takes a struct for empty. */
function isStruct(type: string): boolean {
  return shapes[type] !== undefined || STRUCT_SCALARS.has(type);
}

function fieldsOf(type: string): Field[] {
  const cached = known.get(type);
  if (cached !== undefined) return cached;
  const shape = shapes[type];
  if (shape === undefined) throw new Error(`no shape of the Go type ${type}`);
  const fields = shape === '' ? [] : shape.split(' ').map(parseField);
  known.set(type, fields);
  return fields;
}

function parseField(text: string): Field {
  const [, name = '', mark, type = ''] = /^([^?~:]+)([?~]?):(.+)$/.exec(text) ?? [];
  return { name, omit: mark === '?' ? 'empty' : mark === '~' ? 'zero' : 'never', type };
}

/** As Go's encoder with HTML escaping, which is its default. */
function quote(text: string): string {
  return escapeHtml(goJsonString(text));
}
