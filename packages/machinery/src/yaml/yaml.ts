import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
  stringify,
} from 'yaml';
import { Failure } from '../failure.ts';
import { goQuote } from '../go/text.ts';
import type { Json } from '../json.ts';
import { goScalars, quotedScalars } from './tags.ts';

export interface YamlLimits {
  /** Characters of text; default 16 Mi. */
  maxLength?: number;
  /** Alias expansions, against "billion laughs"; default 100. */
  maxAliasCount?: number;
}

/** Nesting beyond this is no configuration, and would exhaust the stack. */
const maxDepth = 500;

/**
 * Reads one YAML document as Kubernetes and Helm do (`yes` is true, `12:30` and dates are text, keys become text, `<<`
 * merges). Whole numbers beyond 2^53 lose digits, as in JSON. An empty document is null. Throws a BadRequest failure
 * that names `source` and the line.
 */
export function parseYaml(text: string, source = 'YAML', limits: YamlLimits = {}): Json {
  const documents = parseYamlDocuments(text, source, limits);
  if (documents.length > 1)
    throw new Failure('BadRequest', `${source}: expected one YAML document, found ${documents.length}`);
  return documents[0] ?? null;
}

/** Reads a stream of documents separated by `---`; empty ones are left out. */
export function parseYamlDocuments(text: string, source = 'YAML', limits: YamlLimits = {}): Json[] {
  if (text.length > (limits.maxLength ?? 16 * 1024 * 1024))
    throw new Failure('RequestEntityTooLarge', `${source}: too long`);
  try {
    return readDocuments(text, limits.maxAliasCount ?? 100);
  } catch (error) {
    if (error instanceof RangeError) throw new Failure('BadRequest', `${source}: nested too deeply`, { cause: error });
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure('BadRequest', `${source}: ${message}`, { cause: error });
  }
}

function readDocuments(text: string, maxAliasCount: number): Json[] {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    customTags: (tags) => [...tags, ...goScalars],
    merge: true,
    prettyErrors: false,
    // The library compares each key with each; `checkNode` does it once.
    uniqueKeys: false,
    logLevel: 'silent',
    lineCounter,
  });
  const values: Json[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    checkDocument(document, lineCounter);
    const value = document.toJS({ maxAliasCount }) as Json | undefined;
    if (value !== null && value !== undefined) values.push(value);
  }
  return values;
}

function checkDocument(document: Document.Parsed, lines: LineCounter): void {
  const [error] = document.errors;
  if (error !== undefined) throw new Error(`line ${lines.linePos(error.pos[0]).line}: ${error.message}`);
  checkNode(document.contents, lines, 0);
}

function checkNode(node: unknown, lines: LineCounter, depth: number): void {
  if (depth > maxDepth) throw new RangeError('too deep');
  if (isMap(node)) checkKeys(node.items, lines, depth);
  else if (isSeq(node)) for (const item of node.items) checkNode(item, lines, depth + 1);
  else if (isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value)) {
    throw new Error(`line ${lineOf(node, lines)}: ${node.source} cannot be written as JSON`);
  }
}

function checkKeys(pairs: Pair[], lines: LineCounter, depth: number): void {
  const known = new Set<string>();
  for (const { key, value } of pairs) {
    const line = lineOf(key, lines);
    if (isAlias(key)) continue;
    if (!isScalar(key)) throw new Error(`line ${line}: invalid map key: a list or mapping`);
    if (key.value === null) throw new Error(`line ${line}: invalid map key: null`);
    const name = String(key.value);
    if (known.has(name) && name !== '<<') throw new Error(`line ${line}: mapping key ${goQuote(name)} already defined`);
    known.add(name);
    checkNode(value, lines, depth + 1);
  }
}

function lineOf(node: unknown, lines: LineCounter): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as number[] | null) : null;
  return lines.linePos(range?.[0] ?? 0).line;
}

/** Prints a value for people to read and for YAML 1.1 readers to read back; keys keep their order. */
export function printYaml(value: unknown): string {
  return stringify(value, {
    version: '1.1',
    schema: 'failsafe',
    customTags: (tags) => [...quotedScalars, ...tags, ...goScalars],
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}
