import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The parts of a published definition that are facts; prose is not read. */
export interface Published {
  type?: string;
  format?: string;
  $ref?: string;
  allOf?: Published[];
  oneOf?: Published[];
  default?: unknown;
  properties?: Record<string, Published>;
  additionalProperties?: Published;
  items?: Published;
  required?: string[];
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: string;
  'x-kubernetes-patch-strategy'?: string;
  'x-kubernetes-patch-merge-key'?: string;
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
}

/** Every definition of the OpenAPI v3 documents in a folder. */
export function readPublished(directory: string): Map<string, Published> {
  const definitions = new Map<string, Published>();
  for (const name of readdirSync(directory).filter((entry) => /__v[12]_openapi\.json$/.test(entry))) {
    const document = JSON.parse(readFileSync(join(directory, name), 'utf8')) as {
      components?: { schemas?: Record<string, Published> };
    };
    for (const [definition, schema] of Object.entries(document.components?.schemas ?? {}))
      definitions.set(definition, schema);
  }
  return definitions;
}

/** The definition that a schema refers to, directly or through a single `allOf`. */
export function referenceOf(schema: Published): string | undefined {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return reference?.slice(reference.lastIndexOf('/') + 1);
}
