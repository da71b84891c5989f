import { readFileSync } from 'node:fs';
import { type FieldFacts, parseFieldFacts, parseTypeFacts, type TypeFacts } from './field-facts.ts';

/** A named type of the built-in API. */
export interface Definition {
  name: string;
  /** What it is as a whole: `object` for all that have fields. */
  type: TypeFacts;
  mapType: string | undefined;
  fields: ReadonlyMap<string, FieldFacts>;
}

type FactsFile = Record<string, Record<string, string>>;

const files = new Map<string, FactsFile>();
const definitions = new Map<string, Definition | undefined>();

/** By its name in OpenAPI, such as `io.k8s.api.core.v1.Pod`. Each facts file is read once, when first asked for. */
export function definitionOf(name: string): Definition | undefined {
  if (definitions.has(name)) return definitions.get(name);
  const definition = readDefinition(name);
  definitions.set(name, definition);
  return definition;
}

let index: Record<string, string> | undefined;

function readDefinition(name: string): Definition | undefined {
  index ??= readFacts<Record<string, string>>('index');
  const prefix = name.slice(0, name.lastIndexOf('.') + 1);
  const file = index[prefix];
  if (file === undefined) return undefined;
  const facts = files.get(file) ?? readFacts<FactsFile>(file);
  files.set(file, facts);
  const lines = facts[name.slice(prefix.length)];
  if (lines === undefined) return undefined;
  const [own = 'object'] = lines['']?.split(' ') ?? [];
  const fields = Object.entries(lines).filter(([field]) => field !== '');
  return {
    name,
    type: parseTypeFacts(own, prefix),
    mapType: / map=(\S+)/.exec(lines[''] ?? '')?.[1],
    fields: new Map(fields.map(([field, line]) => [field, parseFieldFacts(line, prefix)])),
  };
}

function readFacts<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`./facts/${file}.json`, import.meta.url), 'utf8')) as T;
}
