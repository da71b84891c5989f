import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { customResourceDefinition, olmDefinitions } from '@violet/api';
import { isJsonObject, type Json, parseYaml } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { moduleDirectory } from '../../generate/go-packages.ts';

const crds = join(moduleDirectory('github.com/operator-framework/api', 'v0.36.0'), 'crds');

/** What is other than upstream's, on purpose. */
const allowed = [
  {
    path: 'clusterserviceversions v1alpha1.schema.spec.release',
    reason: 'a field of newer OLM: bundles of one version are told apart by it',
  },
  {
    path: 'clusterserviceversions v1alpha1.additionalPrinterColumns.Release',
    reason: "newer OLM's column, shown by -o wide only: the manual prints five columns",
  },
];

/** Every fact of a definition on a line of its own, by its path; prose of schemas is left out. */
function factsOf(definition: unknown): Map<string, string> {
  const { spec } = definition as { spec: { names: { plural: string }; versions: Json[] } };
  const facts = new Map<string, string>();
  const note = (path: string, value: Json): void => {
    if (Array.isArray(value) && value.some(isJsonObject))
      for (const [index, item] of value.entries()) note(`${path}[${index}]`, item);
    else if (isJsonObject(value)) for (const [key, member] of Object.entries(value)) note(`${path}.${key}`, member);
    else facts.set(path, JSON.stringify(Array.isArray(value) ? value.toSorted() : value));
  };
  const { versions, ...rest } = spec;
  note('', rest as unknown as Json);
  for (const version of versions as { name: string; schema: { openAPIV3Schema: Json } }[]) {
    const {
      name,
      schema,
      additionalPrinterColumns = [],
      ...own
    } = version as typeof version & {
      additionalPrinterColumns?: { name: string }[];
    };
    const columns = Object.fromEntries(additionalPrinterColumns.map((column) => [column.name, column]));
    note(`${spec.names.plural} ${name}`, { ...own, additionalPrinterColumns: columns } as unknown as Json);
    for (const [path, fact] of schemaFacts(schema.openAPIV3Schema, `${spec.names.plural} ${name}.schema`))
      facts.set(path, fact);
  }
  return facts;
}

function* schemaFacts(schema: Json, path: string): Iterable<[string, string]> {
  const { properties, items, additionalProperties, description: _, ...own } = schema as Record<string, Json>;
  yield [path, JSON.stringify(own, (_key, value) => sorted(value))];
  for (const [name, field] of Object.entries(properties ?? {})) yield* schemaFacts(field, `${path}.${name}`);
  if (items !== undefined) yield* schemaFacts(items, `${path}[]`);
  if (additionalProperties !== undefined) yield* schemaFacts(additionalProperties, `${path}{}`);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value.toSorted() : value;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function differences(ours: Map<string, string>, theirs: Map<string, string>): string[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((path) => ours.get(path) !== theirs.get(path))
    .filter((path) => !allowed.some((difference) => path.startsWith(difference.path)))
    .map((path) => `${path}: ours ${ours.get(path)}, upstream's ${theirs.get(path)}`);
}

describe('definitions of the kinds of OLM', async () => {
  it.each((await olmDefinitions()).map((kind) => [kind.kind, kind] as const))('%s is as upstream has it', (_, kind) => {
    const file = readFileSync(join(crds, `${kind.group}_${kind.plural}.yaml`), 'utf8');
    expect(differences(factsOf(customResourceDefinition(kind)), factsOf(parseYaml(file)))).toEqual([]);
  });
});
