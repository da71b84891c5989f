import type { Json, Schema, SchemaType } from '@violet/machinery';
import { type Definition, definitionOf } from './definitions.ts';
import type { FieldFacts, ScalarFacts, TypeFacts } from './field-facts.ts';

const schemas = new Map<string, Schema>();
const names = new WeakMap<Schema, string>();

/** The schema of a definition; the same object for every asker, and for every field that refers to it. */
export function schemaOf(name: string): Schema {
  const known = schemas.get(name);
  if (known !== undefined) return known;
  const definition = definitionOf(name);
  if (definition === undefined) throw new Error(`no facts about ${name}`);
  const schema = ownSchema(definition);
  schemas.set(name, schema);
  names.set(schema, name);
  // Filled after it is known, because JSONSchemaProps contains itself.
  for (const [field, facts] of definition.fields) if (schema.properties) schema.properties[field] = fieldSchema(facts);
  return schema;
}

/** The definition that a schema was made from, also where a field adds attributes to it; undefined for inline schemas. */
export function definitionNameOf(schema: Schema): string | undefined {
  return names.get(schema);
}

function ownSchema(definition: Definition): Schema {
  const schema = definition.type.kind === 'scalar' ? scalarSchema(definition.type) : {};
  if (definition.fields.size > 0) schema.properties = {};
  const required = [...definition.fields].filter(([, facts]) => facts.required).map(([field]) => field);
  if (required.length > 0) schema.required = required;
  if (definition.mapType !== undefined) schema['x-kubernetes-map-type'] = definition.mapType as 'atomic';
  // What another kind's object looks like is unknown here, so nobody owns parts of it.
  if (definition.name === 'io.k8s.apimachinery.pkg.runtime.RawExtension') schema['x-kubernetes-map-type'] = 'atomic';
  return schema;
}

function fieldSchema(facts: FieldFacts): Schema {
  const schema = typeSchema(facts.type);
  const extra = attributesOf(facts);
  if (Object.keys(extra).length === 0) return schema;
  const extended = { ...schema, ...extra };
  const name = names.get(schema);
  if (name !== undefined) names.set(extended, name);
  return extended;
}

function attributesOf(facts: FieldFacts): Schema {
  const { attributes } = facts;
  const schema: Schema = {};
  if (attributes['list'] !== undefined) schema['x-kubernetes-list-type'] = attributes['list'] as 'map';
  if (attributes['keys'] !== undefined) schema['x-kubernetes-list-map-keys'] = attributes['keys'].split(',');
  if (attributes['map'] !== undefined) schema['x-kubernetes-map-type'] = attributes['map'] as 'atomic';
  if (attributes['patch'] !== undefined) schema['x-kubernetes-patch-strategy'] = attributes['patch'];
  if (attributes['merge'] !== undefined) schema['x-kubernetes-patch-merge-key'] = attributes['merge'];
  const fallback = facts.default ?? zeroDefault(facts);
  if (fallback !== undefined) schema.default = fallback;
  return schema;
}

/** As upstream publishes it: a scalar that Go always writes has its zero value as default. */
function zeroDefault(facts: FieldFacts): Json | undefined {
  if (!facts.alwaysWritten || facts.pointer || facts.type.kind !== 'scalar') return undefined;
  if (facts.type.type === 'string') return facts.type.format === undefined ? '' : undefined;
  if (facts.type.type === 'boolean') return false;
  return facts.type.type === 'integer' || facts.type.type === 'number' ? 0 : undefined;
}

function typeSchema(type: TypeFacts): Schema {
  if (type.kind === 'reference') return schemaOf(type.definition);
  if (type.kind === 'list') return { type: 'array', items: typeSchema(type.of) };
  if (type.kind === 'map') return { type: 'object', additionalProperties: typeSchema(type.of) };
  return scalarSchema(type);
}

function scalarSchema({ type, format }: ScalarFacts): Schema {
  const schema: Schema = {};
  const choices = type.split('|') as SchemaType[];
  if (choices.length > 1) schema.oneOf = choices.map((choice) => ({ type: choice }));
  else if (type !== 'any') schema.type = type as SchemaType;
  if (format !== undefined) schema.format = format;
  return schema;
}
