import {
  Failure,
  formatQuantity,
  isJsonObject,
  type Json,
  type JsonObject,
  type KubernetesObject,
  parseQuantity,
  setMember,
} from '@violet/machinery';
import { type Definition, definitionOf } from './definitions.ts';
import type { FieldFacts, ScalarFacts, TypeFacts } from './field-facts.ts';

/** JSON forms of the types that are no plain structs, when they are empty. */
const emptyForms: Readonly<Record<string, Json>> = {
  Time: null,
  MicroTime: null,
  Duration: '0s',
  Quantity: '0',
  IntOrString: 0,
  RawExtension: null,
  FieldsV1: null,
  JSON: null,
};

/**
 * Brings an object into the form that Go's types would give it (see `BuiltinKind.normalize`) and answers the paths of
 * unknown members, which are dropped. Throws BadRequest, in Go's words, for a member of the wrong JSON type.
 */
export function normalizeObject(object: KubernetesObject, definition: Definition): string[] {
  const unknown: string[] = [];
  const walk: Walk = { object, unknown };
  normalizeStruct(object as unknown as JsonObject, definition, walk, { path: '', goPath: '' });
  return unknown;
}

/** What Go writes for a struct that nobody filled. */
export function emptyStruct(definition: Definition): JsonObject {
  const struct: JsonObject = {};
  for (const [name, facts] of definition.fields) if (facts.alwaysWritten) struct[name] = emptyValue(facts);
  return struct;
}

interface Walk {
  object: KubernetesObject;
  unknown: string[];
}

/** `path` names list items by index, `goPath` leaves indices out, as Go's messages do. */
interface Place {
  path: string;
  goPath: string;
}

function normalizeStruct(struct: JsonObject, definition: Definition, walk: Walk, place: Place): void {
  const prefix = place.path === '' ? '' : `${place.path}.`;
  const goPrefix = place.goPath === '' ? '' : `${place.goPath}.`;
  for (const name in struct) {
    if (definition.fields.has(name)) continue;
    walk.unknown.push(prefix + name);
    delete struct[name];
  }
  for (const [name, facts] of definition.fields) {
    const value = struct[name];
    if (value === undefined || value === null) {
      if (facts.alwaysWritten) struct[name] = emptyValue(facts);
      // Most fields of a kind are in none of its objects, and deleting costs much more than looking.
      else if (name in struct) delete struct[name];
      continue;
    }
    if (facts.type.kind === 'scalar' && fits(value, facts.type)) {
      if (!facts.alwaysWritten && !facts.pointer && isEmpty(value, facts.type)) delete struct[name];
      continue;
    }
    struct[name] = normalizeValue(
      value,
      facts.type,
      walk,
      { path: prefix + name, goPath: goPrefix + name },
      definition,
    );
    if (!facts.alwaysWritten && !facts.pointer && isEmpty(value, facts.type)) delete struct[name];
  }
}

function normalizeValue(value: Json, type: TypeFacts, walk: Walk, place: Place, owner: Definition): Json {
  if (type.kind === 'scalar') checkScalar(value, type, walk, place, owner);
  else if (type.kind === 'list') normalizeList(value, type, walk, place, owner);
  else if (type.kind === 'map') normalizeMap(value, type, walk, place, owner);
  else if (shortName(type.definition) === 'Quantity') return canonicalQuantity(value, type, walk, place, owner);
  else {
    const definition = definitionOf(type.definition);
    if (definition === undefined || definition.fields.size === 0) return value;
    if (!isJsonObject(value)) throw wrongType(value, type, walk, place, owner);
    normalizeStruct(value, definition, walk, place);
  }
  return value;
}

function normalizeList(
  value: Json,
  type: TypeFacts & { kind: 'list' },
  walk: Walk,
  place: Place,
  owner: Definition,
): void {
  if (!Array.isArray(value)) throw wrongType(value, type, walk, place, owner);
  for (const [index, item] of value.entries()) {
    const itemPlace = { path: `${place.path}[${index}]`, goPath: place.goPath };
    value[index] = item === null ? emptyOfType(type.of) : normalizeValue(item, type.of, walk, itemPlace, owner);
  }
}

function normalizeMap(
  value: Json,
  type: TypeFacts & { kind: 'map' },
  walk: Walk,
  place: Place,
  owner: Definition,
): void {
  if (!isJsonObject(value)) throw wrongType(value, type, walk, place, owner);
  for (const [key, item] of Object.entries(value)) {
    const itemPlace = { path: `${place.path}.${key}`, goPath: place.goPath };
    setMember(value, key, item === null ? emptyOfType(type.of) : normalizeValue(item, type.of, walk, itemPlace, owner));
  }
}

const canonicalQuantities = new Map<string, string>();

function canonicalQuantity(value: Json, type: TypeFacts, walk: Walk, place: Place, owner: Definition): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw wrongType(value, type, walk, place, owner);
  const text = String(value);
  const known = canonicalQuantities.get(text);
  if (known !== undefined) return known;
  const canonical = formatQuantity(parseQuantity(text));
  if (canonicalQuantities.size < 1000) canonicalQuantities.set(text, canonical);
  return canonical;
}

function checkScalar(value: Json, type: ScalarFacts, walk: Walk, place: Place, owner: Definition): void {
  if (!fits(value, type)) throw wrongType(value, type, walk, place, owner);
}

function fits(value: Json, { type }: ScalarFacts): boolean {
  if (type === 'string' || type === 'boolean' || type === 'number') return typeof value === type;
  return type !== 'integer' || Number.isInteger(value);
}

function isEmpty(value: Json, type: TypeFacts): boolean {
  if (type.kind === 'list') return Array.isArray(value) && value.length === 0;
  if (type.kind === 'map') return Object.keys(value ?? {}).length === 0;
  return type.kind === 'scalar' && (value === '' || value === 0 || value === false);
}

function emptyValue(facts: FieldFacts): Json {
  return facts.pointer ? null : emptyOfType(facts.type);
}

function emptyOfType(type: TypeFacts): Json {
  if (type.kind === 'list' || type.kind === 'map') return null;
  if (type.kind === 'reference') {
    const form = emptyForms[shortName(type.definition)];
    const definition = definitionOf(type.definition);
    return form !== undefined || definition === undefined ? (form ?? null) : emptyStruct(definition);
  }
  if (type.type === 'string') return '';
  return type.type === 'boolean' ? false : 0;
}

function wrongType(value: Json, type: TypeFacts, { object }: Walk, place: Place, owner: Definition): Failure {
  const found = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  const shown =
    found === 'number' && type.kind === 'scalar' && type.type === 'integer' ? `number ${String(value)}` : found;
  const version = object.apiVersion.slice(object.apiVersion.indexOf('/') + 1);
  const field = `${shortName(owner.name)}.${place.goPath}`;
  return new Failure(
    'BadRequest',
    `${object.kind} in version "${version}" cannot be handled as a ${object.kind}: json: cannot unmarshal ${shown} into Go struct field ${field} of type ${goType(type)}`,
  );
}

function goType(type: TypeFacts): string {
  if (type.kind === 'list') return `[]${goType(type.of)}`;
  if (type.kind === 'map') return `map[string]${goType(type.of)}`;
  if (type.kind === 'reference') return type.definition.split('.').slice(-2).join('.');
  if (type.type === 'boolean') return 'bool';
  if (type.type === 'integer') return type.format ?? 'int64';
  return type.type === 'number' ? 'float64' : 'string';
}

function shortName(definition: string): string {
  return definition.slice(definition.lastIndexOf('.') + 1);
}
