import { goJsonNumber, goPlainJson, isJsonObject, type Json, type JsonObject } from '@violet/machinery';

/** What every document of a catalogue says about itself. */
export interface Meta {
  schema: string;
  package: string;
  name: string;
  blob: JsonObject;
}

/** Longer documents are cut in messages. */
const maxQuoted = 2000;

/** A text in place of a meta is opm's message. */
export function readMeta(document: Json): Meta | string {
  if (document === null) return "object '' is missing root schema field";
  if (!isJsonObject(document)) return wrongType(document);
  const keys = Map.groupBy(Object.keys(document), (key) => key.toLowerCase());
  const duplicates = [...keys].filter(([, spellings]) => spellings.length > 1).sort(([a], [b]) => (a < b ? -1 : 1));
  if (duplicates.length > 0) return printDuplicates(duplicates);
  const meta: Meta = { schema: '', package: '', name: '', blob: document };
  for (const field of ['schema', 'package', 'name'] as const) {
    const [key] = keys.get(field) ?? [];
    const value = key === undefined ? undefined : document[key];
    if (key === undefined || value === undefined) continue;
    if (typeof value !== 'string') {
      return `expected value for key ${JSON.stringify(key)} to be a string, got ${printTruth(value)}: ${printPlain(value)}`;
    }
    meta[field] = value;
  }
  return meta.schema === '' ? missingSchema(document) : meta;
}

function missingSchema(document: JsonObject): string {
  return `object '${cut(goPlainJson(document))}\n' is missing root schema field`;
}

/** opm prints the document, with a mark where it gave up: behind a scalar, or at the start of a list. */
function wrongType(document: Json): string {
  const text = Array.isArray(document) ? JSON.stringify(document, undefined, 4) : goPlainJson(document);
  const offset = Array.isArray(document) ? 1 : text.length;
  const marked = Array.isArray(document) ? `[ <== ${cut(text.slice(1))}` : `${cut(text)} <==`;
  const reason = `json: cannot unmarshal ${kindOf(document)} into Go value of type map[string]interface {}`;
  const where = `at offset ${offset} (indicated by <==)`;
  return `error unmarshaling JSON: while decoding JSON: ${reason} ${where}\n${marked}`;
}

function cut(text: string): string {
  return text.length > maxQuoted ? `${text.slice(0, maxQuoted)}…` : text;
}

function printDuplicates(duplicates: [string, string[]][]): string {
  const problems = duplicates.map(
    ([folded, spellings]) => `duplicate keys for key ${JSON.stringify(folded)}: [${spellings.toSorted().join(' ')}]`,
  );
  return problems.length === 1 ? problems.join('') : `[${problems.join(', ')}]`;
}

function kindOf(value: Json): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Go's `%t` of what is mostly no truth value: upstream means the type, and prints this. */
function printTruth(value: Json): string {
  return value === null ? '%!t(<nil>)' : printNestedTruth(value);
}

function printNestedTruth(value: Json): string {
  if (typeof value === 'number') return `%!t(float64=${goJsonNumber(value)})`;
  if (typeof value === 'string') return `%!t(string=${value})`;
  if (Array.isArray(value)) return `[${value.map(printNestedTruth).join(' ')}]`;
  return isJsonObject(value) ? `map[${printMembers(value, printNestedTruth)}]` : printPlain(value);
}

function printPlain(value: Json): string {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return goJsonNumber(value);
  if (Array.isArray(value)) return `[${value.map(printPlain).join(' ')}]`;
  return isJsonObject(value) ? `map[${printMembers(value, printPlain)}]` : String(value);
}

function printMembers(members: JsonObject, print: (value: Json) => string): string {
  const entries = Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, member]) => `${print(key)}:${print(member)}`).join(' ');
}
