import { parseTime, UTC } from '@violet/gotemplate';
import { formatFloat32, type YamlMap, type YamlValue, yamlToJson } from '@violet/machinery';

/** What a value is to be read into, as a Go type would say it. */
export type Shape =
  | 'string'
  | 'boolean'
  /** The text of a time as RFC 3339 has it. */
  | 'time'
  | 'any'
  | { list: Shape }
  | { map: Shape }
  /** `type` is Go's full name for it; `struct` stands before its fields in messages and is empty for a nameless one. */
  | { struct: string; type: string; fields: Record<string, Shape> };

/**
 * Reads parsed YAML into a shape by the rules of sigs.k8s.io/yaml: keys match without regard to case, unknown ones are
 * ignored, scalars become text where text is asked for, null leaves the zero value. Throws an Error in Go's words.
 */
export function decode(value: YamlValue, shape: Shape, where?: string): unknown {
  if (value === null || value === undefined) return typeof shape === 'object' && 'struct' in shape ? {} : undefined;
  if (shape === 'any') return yamlToJson(value);
  if (shape === 'time') return decodeTime(value);
  if (shape === 'string') return decodeString(value, where);
  if (shape === 'boolean') {
    if (typeof value === 'boolean') return value;
    throw mismatch(value, where, 'bool');
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) throw mismatch(value, where, goType(shape));
    return value.map((item) => (item === null ? nullItem(shape.list) : decode(item, shape.list, where)));
  }
  if (typeof value !== 'object' || Array.isArray(value)) throw mismatch(value, where, goType(shape));
  return 'map' in shape ? decodeMap(value, shape.map, where) : decodeStruct(value, shape, where);
}

function nullItem(shape: Shape): unknown {
  return shape === 'string' ? '' : null;
}

function decodeMap(value: YamlMap, shape: Shape, where: string | undefined): unknown {
  const entries = Object.entries(value).map(([key, member]) => [key, decode(member, shape, where) ?? ''] as const);
  return Object.fromEntries(entries);
}

function decodeStruct(value: YamlMap, shape: Extract<Shape, { struct: string }>, where: string | undefined): unknown {
  const { fields, struct } = shape;
  // A nameless struct is known by the field it stands in.
  const path = struct === '' ? `.${where?.split('.').at(-1) ?? ''}` : struct;
  const byLowerCase = new Map(Object.keys(value).map((key) => [key.toLowerCase(), key]));
  const result: Record<string, unknown> = {};
  for (const [field, fieldShape] of Object.entries(fields)) {
    const key = Object.hasOwn(value, field) ? field : byLowerCase.get(field.toLowerCase());
    if (key === undefined) continue;
    const decoded = decode(value[key] ?? null, fieldShape, `${path}.${field}`);
    if (decoded !== undefined) result[field] = decoded;
  }
  return result;
}

function decodeString(value: YamlValue, where: string | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  // sigs.k8s.io/yaml formats with 32 bits here, so `appVersion: 1.123456789` loses digits there too.
  if (typeof value === 'number') return formatFloat32(value);
  throw mismatch(value, where, 'string');
}

function decodeTime(value: YamlValue): string {
  try {
    if (typeof value !== 'string') throw new Error('Time.UnmarshalJSON: input is not a JSON string');
    parseTime('2006-01-02T15:04:05Z07:00', value, UTC);
    return value;
  } catch (error) {
    throw new Error(`error unmarshaling JSON: while decoding JSON: ${(error as Error).message}`, { cause: error });
  }
}

function mismatch(value: YamlValue, where: string | undefined, expected: string): Error {
  const place = where === undefined ? 'Go value' : `Go struct field ${where}`;
  return new Error(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonTypeName(value)} into ${place} of type ${expected}`,
  );
}

function goType(shape: Shape): string {
  if (shape === 'boolean') return 'bool';
  if (shape === 'any') return 'interface {}';
  if (shape === 'string') return 'string';
  if (shape === 'time') return 'time.Time';
  if ('list' in shape) return listType(shape.list);
  if ('map' in shape) return `map[string]${goType(shape.map)}`;
  return shape.type;
}

/** Lists of structs hold pointers to them. */
function listType(item: Shape): string {
  return `[]${typeof item === 'object' && 'struct' in item ? '*' : ''}${goType(item)}`;
}

/** What Go's decoder calls a JSON value. */
export function jsonTypeName(value: YamlValue): string {
  if (Array.isArray(value)) return 'array';
  const names: Record<string, string> = { string: 'string', boolean: 'bool', object: 'object' };
  return names[typeof value] ?? 'number';
}
