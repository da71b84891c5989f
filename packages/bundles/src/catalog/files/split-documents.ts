import { type Json, readYamlAsJson } from '@violet/machinery';

/** Deeper nesting is no catalogue, and would exhaust the stack of what reads it. */
const maxDepth = 200;

/**
 * The documents of a file: JSON objects one after the other, or YAML between `---`. The first problem ends it; what was
 * read before is there.
 */
export function readDocuments(text: string): { documents: Json[]; problem?: string } {
  const content = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (!/^\s*\{/.test(content)) return readYaml(content);
  const json = readJson(content);
  // A YAML document may begin with a brace as well, until a second one shows that it is JSON.
  if (json.problem === undefined || json.documents.length > 1) return json;
  const yaml = readYaml(content);
  return yaml.problem === undefined ? yaml : json;
}

function readJson(text: string): { documents: Json[]; problem?: string } {
  const documents: Json[] = [];
  try {
    for (const document of jsonDocuments(text)) documents.push(JSON.parse(document) as Json);
  } catch (error) {
    return { documents, problem: error instanceof Error ? error.message : String(error) };
  }
  return { documents };
}

/** Cuts where a top-level value ends; JSON.parse judges the pieces. Strings are passed over as a whole. */
function* jsonDocuments(text: string): Iterable<string> {
  let depth = 0;
  let start = 0;
  for (const { 0: mark, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\]]/gs)) {
    if (mark === '{' || mark === '[') depth++;
    else if ((mark === '}' || mark === ']') && --depth <= 0) {
      yield text.slice(start, index + 1);
      start = index + 1;
      depth = 0;
    }
    if (depth > maxDepth) throw new Error(`nested more than ${maxDepth} levels deep`);
  }
  if (text.slice(start).trim() !== '') yield text.slice(start);
}

function readYaml(text: string): { documents: Json[]; problem?: string } {
  const documents: Json[] = [];
  for (const { start, end, problem } of yamlDocuments(text)) {
    if (problem !== undefined) return { documents, problem };
    try {
      documents.push(readYamlAsJson(text.slice(start, end)));
    } catch (error) {
      const message = error instanceof RangeError ? 'nested too deeply' : (error as Error).message;
      const line = text.slice(0, start).split('\n').length;
      return { documents, problem: line === 1 ? message : `document at line ${line}: ${message}` };
    }
  }
  return { documents };
}

interface YamlDocument {
  start: number;
  end: number;
  problem?: string;
}

/** As upstream cuts: at each line that begins with `---`, behind which only a comment may stand. */
function* yamlDocuments(text: string): Iterable<YamlDocument> {
  let start = 0;
  for (const { 0: line, 1: behind = '', index: end } of text.matchAll(/(?<![^\n])---([^\n]*)/g)) {
    const rest = behind.trim();
    if (rest !== '' && !rest.startsWith('#')) {
      yield { start, end, problem: `invalid Yaml document separator: ${rest}` };
      return;
    }
    if (end > start) yield { start, end };
    start = Math.min(end + line.length + 1, text.length);
  }
  if (text.slice(start).replaceAll('\n', '') !== '') yield { start, end: text.length };
}
