import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
} from 'yaml';
import { formatFloat32 } from './go-number.ts';
import { resolvePlain } from './resolve.ts';
import { setMember, type YamlMap, type YamlValue } from './value.ts';

const maxLength = 64 * 1024 * 1024;
const maxDepth = 10_000;
/** Nodes that aliases may add, against "billion laughs". */
const maxAliasNodes = 1_000_000;

/**
 * Reads the first document of a YAML text as sigs.k8s.io/yaml does for Helm: YAML 1.1 by yaml.v2's rules, a repeated
 * key takes the last value, other documents are not looked at. Throws an Error that begins as Go's does.
 */
export function readYaml(text: string): YamlValue {
  if (text.length > maxLength) throw new Error('error converting YAML to JSON: yaml: document is too large');
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: true,
    logLevel: 'silent',
  });
  const document = Array.isArray(documents) ? documents[0] : undefined;
  if (document === undefined) return null;
  const [error] = document.errors;
  if (error !== undefined)
    throw goError(`line ${error.linePos?.[0].line ?? 1}: ${error.message.split(' at line ')[0]}`);
  return new Reader(document as Document).read(document.contents as Node | null, 0);
}

function goError(message: string): Error {
  return new Error(`error converting YAML to JSON: yaml: ${message}`);
}

class Reader {
  private readonly anchors = new Map<string, Node>();
  private readonly open = new Set<Node>();
  private aliasNodes = 0;
  private aliasDepth = 0;
  readonly document: Document;

  constructor(document: Document) {
    this.document = document;
  }

  read(node: Node | null, depth: number): YamlValue {
    if (node === null) return null;
    if (depth > maxDepth) throw goError('exceeded max depth of 10000');
    if (this.aliasDepth > 0) {
      this.aliasNodes += 1;
      if (this.aliasNodes > maxAliasNodes) throw goError('document contains excessive aliasing');
    }
    if (isAlias(node)) return this.readAlias(node, depth);
    if ('anchor' in node && typeof node.anchor === 'string') this.anchors.set(node.anchor, node);
    if (isScalar(node)) return scalar(node.value, node.type, node.tag);
    if (isSeq(node)) return node.items.map((item) => this.read(item as Node | null, depth + 1));
    if (isMap(node)) return this.readMap(node.items as Pair<Node | null, Node | null>[], depth);
    throw goError('unknown node');
  }

  private readAlias(alias: Alias, depth: number): YamlValue {
    const target = this.anchors.get(alias.source);
    if (target === undefined) throw goError(`unknown anchor '${alias.source}' referenced`);
    if (this.open.has(target)) throw goError(`anchor '${alias.source}' value contains itself`);
    this.open.add(target);
    this.aliasDepth += 1;
    const value = this.read(target, depth + 1);
    this.aliasDepth -= 1;
    this.open.delete(target);
    return value;
  }

  /** In order, so that a merge key overrides what stands before it: yaml.v2 does it that way. */
  private readMap(pairs: readonly Pair<Node | null, Node | null>[], depth: number): YamlMap {
    const result: YamlMap = {};
    for (const { key, value } of pairs) {
      if (isScalar(key) && key.type === 'PLAIN' && key.value === '<<' && key.tag === undefined) {
        this.merge(result, this.read(value, depth + 1));
      } else {
        setMember(result, keyText(this.read(key, depth + 1)), this.read(value, depth + 1));
      }
    }
    return result;
  }

  /** Earlier maps of a merged list win over later ones. */
  private merge(target: YamlMap, source: YamlValue): void {
    const maps = Array.isArray(source) ? source.toReversed() : [source];
    for (const map of maps) {
      if (typeof map !== 'object' || map === null || Array.isArray(map)) {
        throw goError('map merge requires map or sequence of maps as the value');
      }
      for (const key of Object.keys(map)) setMember(target, key, map[key] ?? null);
    }
  }
}

function scalar(value: unknown, type: string | null | undefined, tag: string | undefined): YamlValue {
  const text = typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value);
  if (tag === undefined) return type === 'PLAIN' || type === undefined || type === null ? plainValue(text) : text;
  return taggedValue(text, tag.replace('tag:yaml.org,2002:', '!!'));
}

function plainValue(text: string): YamlValue {
  const resolved = resolvePlain(text);
  if (resolved.kind === 'null') return null;
  return 'value' in resolved ? resolved.value : text;
}

function taggedValue(text: string, tag: string): YamlValue {
  const value = plainValue(text);
  if (tag === '!!str' || tag === '!') return text;
  if (tag === '!!float' && typeof value === 'bigint') return Number(value);
  if (tag === '!!binary') return binaryText(text);
  const fits: Record<string, boolean> = {
    '!!int': typeof value === 'bigint',
    '!!float': typeof value === 'number',
    '!!bool': typeof value === 'boolean',
    '!!null': value === null,
    '!!timestamp': resolvePlain(text).kind === 'timestamp',
  };
  if (fits[tag] === false) throw goError(`cannot decode !!str \`${text}\` as a ${tag}`);
  return fits[tag] === true ? value : text;
}

function binaryText(text: string): string {
  try {
    const bytes = Uint8Array.from(atob(text.replace(/\s/g, '')), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    throw goError('!!binary value contains invalid base64 data');
  }
}

/** JSON has text keys only; sigs.k8s.io/yaml writes the others out as Go would. */
function keyText(key: YamlValue): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'bigint' || typeof key === 'boolean') return String(key);
  if (typeof key === 'number') {
    const text = formatFloat32(key);
    return { '+Inf': '.inf', '-Inf': '-.inf', NaN: '.nan' }[text] ?? text;
  }
  const type = key === null ? '%!s(<nil>)' : Array.isArray(key) ? '[]interface {}' : 'map[interface {}]interface {}';
  throw new Error(`error converting YAML to JSON: unsupported map key of type: ${type}`);
}
