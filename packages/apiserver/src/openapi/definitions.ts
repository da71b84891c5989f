import { formatApiVersion, type Schema } from '@violet/machinery';
import type { ServedResource } from '../backend.ts';
import type { DefinitionNameOf } from './definition.ts';
import { type SchemaWriter, type SpecVersion, writeBody } from './schema.ts';

/** The definitions of some resources and of everything that they refer to, by name. */
export function definitionsOf(
  resources: readonly ServedResource[],
  version: SpecVersion,
  definitionNameOf: DefinitionNameOf,
): Record<string, object> {
  const written: Record<string, object> = {};
  const waiting = new Map<string, Schema>();
  const writer: SchemaWriter = { version, definitionNameOf, refer: (name, schema) => waiting.set(name, schema) };
  for (const resource of resources) {
    if (resource.schema === undefined) continue;
    written[resource.definitionName] = {
      ...writeBody(whole(resource.schema), writer),
      'x-kubernetes-group-version-kind': [gvkOf(resource)],
    };
  }
  for (const [name, schema] of waiting) {
    waiting.delete(name);
    written[name] ??= writeBody(withoutFieldAttributes(schema), writer);
  }
  return written;
}

export function gvkOf({ group, version, kind }: ServedResource): { group: string; kind: string; version: string } {
  return { group, kind, version };
}

const describedMeta: Record<string, Schema> = {
  apiVersion: {
    type: 'string',
    description: 'APIVersion defines the versioned schema of this representation of an object.',
  },
  kind: {
    type: 'string',
    description: 'Kind is a string value representing the REST resource this object represents.',
  },
  metadata: { type: 'object', description: "Standard object's metadata." },
};

/** Every object has apiVersion, kind and metadata, whether its schema says so or not. */
function whole(schema: Schema): Schema {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true && schema.properties === undefined) return schema;
  return { ...schema, properties: { ...describedMeta, ...schema.properties } };
}

/** A schema that a field refers to may carry the field's own attributes; the definition does not. */
function withoutFieldAttributes(schema: Schema): Schema {
  const { default: _default, ...rest } = schema;
  return rest;
}

export function groupVersionPath({ group, version }: { group: string; version: string }): string {
  return group === '' ? `api/${version}` : `apis/${formatApiVersion(group, version)}`;
}
