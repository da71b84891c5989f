import type { GoField, GoStructs } from './go-structs.ts';
import { type Published, referenceOf } from './openapi.ts';

/** Definition → its own facts (the empty key) and one line per field; see `packages/sandbox/src/kinds/facts/README.md`. */
export type DefinitionFacts = Record<string, Record<string, string>>;

/** Facts of the definitions that start with `prefix`. */
export function factsOf(
  published: Map<string, Published>,
  structs: GoStructs,
  prefix: string,
  everyStruct: GoStructs,
): DefinitionFacts {
  const facts: DefinitionFacts = {};
  for (const [name, definition] of [...published].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const type = name.slice(prefix.length);
    if (!name.startsWith(prefix) || !/^\w+$/.test(type)) continue;
    const lines = definitionFacts(definition, flatten(structs.get(type) ?? [], structs, everyStruct));
    facts[type] = mapValues(lines, (line) => line.replace(prefix, ''));
  }
  return facts;
}

function mapValues(record: Record<string, string>, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

interface FlatField extends Omit<GoField, 'protobufNumber'> {
  /** Numbers from the outer message inwards. */
  numbers: string;
}

function flatten(fields: GoField[], structs: GoStructs, everyStruct: GoStructs, outer: string[] = []): FlatField[] {
  return fields.flatMap((field) => {
    const numbers = field.protobufNumber === undefined ? outer : [...outer, String(field.protobufNumber)];
    if (field.json !== '') return [{ ...field, numbers: numbers.join('.') }];
    if (field.goType.endsWith('TypeMeta')) return [];
    const embedded = structs.get(field.goType) ?? everyStruct.get(field.goType) ?? [];
    return flatten(embedded, structs, everyStruct, numbers);
  });
}

function definitionFacts(definition: Published, fields: FlatField[]): Record<string, string> {
  const lines: Record<string, string> = {};
  const own = definition.properties === undefined ? typeOf(definition) : 'object';
  const map = definition['x-kubernetes-map-type'];
  const facts = [own, ...(map === undefined ? [] : [`map=${map}`])].join(' ');
  if (facts !== 'object') lines[''] = facts;
  for (const [name, schema] of Object.entries(definition.properties ?? {})) {
    const field = fields.find((candidate) => candidate.json === name);
    lines[name] = fieldFacts(schema, field, definition.required?.includes(name) === true);
  }
  return lines;
}

function fieldFacts(schema: Published, field: FlatField | undefined, required: boolean): string {
  const words = [`${field?.numbers || '0'}${writing(schema, field)}`, typeOf(schema)];
  if (required) words.push('required');
  const attributes: [string, string | undefined][] = [
    ['list', schema['x-kubernetes-list-type']],
    ['keys', schema['x-kubernetes-list-map-keys']?.join(',')],
    ['map', schema['x-kubernetes-map-type']],
    ['patch', schema['x-kubernetes-patch-strategy']],
    ['merge', schema['x-kubernetes-patch-merge-key']],
  ];
  for (const [key, value] of attributes) if (value !== undefined) words.push(`${key}=${value}`);
  if (schema.default !== undefined && !isImplied(schema, field))
    words.push(`default=${JSON.stringify(schema.default)}`);
  return words.join(' ');
}

/** `!`: written even when empty; `*`: a pointer, so that a zero value is kept. */
function writing(schema: Published, field: FlatField | undefined): string {
  if (field === undefined) return '';
  const isStruct = referenceOf(schema) !== undefined && !field.pointer && !/^\[\]|^map\[/.test(field.goType);
  return `${!field.omitsEmpty || isStruct ? '!' : ''}${field.pointer ? '*' : ''}`;
}

function typeOf(schema: Published): string {
  const reference = referenceOf(schema);
  if (reference !== undefined) return reference;
  if (schema.items !== undefined) return `[]${typeOf(schema.items)}`;
  if (schema.additionalProperties !== undefined) return `{}${typeOf(schema.additionalProperties)}`;
  const type = schema.type ?? schema.oneOf?.map((choice) => choice.type).join('|') ?? 'any';
  return schema.format === undefined ? type : `${type}/${schema.format}`;
}

/** Scalars that Go always writes have their zero value as default; of structs, `{}` says nothing. */
function isImplied({ default: value }: Published, field: FlatField | undefined): boolean {
  if (JSON.stringify(value) === '{}') return true;
  const isZero = value === '' || value === 0 || value === false;
  return isZero && field !== undefined && !field.omitsEmpty && !field.pointer;
}
