import { setMember } from '../json.ts';
import { formatFloat32 } from './go-number.ts';
import { goSyntax, goValue } from './go-syntax.ts';
import { type AliasNode, isMerge, type MappingNode, type Node, type ScalarNode } from './node.ts';
import { mayBeMore, resolvePlain } from './resolve.ts';
import { type BinaryText, resolveTagged } from './resolve-tagged.ts';
import { YamlError } from './scan/cursor.ts';
import type { YamlMap, YamlValue } from './value.ts';

export interface ComposeOptions {
  /** Integers become bigint, so that none loses digits; else they are numbers, as JSON has them. */
  exactIntegers: boolean;
  /** A key that comes again is an error. */
  strict: boolean;
  binaryText?: BinaryText;
}

type Key = string | bigint | number | boolean | null;

/** A map being filled, with the keys it has so far where that matters. */
interface Target {
  map: YamlMap;
  seen: Set<Key> | undefined;
}

/** Far more than any document needs: through aliases, values can be deeper than their text. */
const maxDepth = 1000;

/**
 * The value that a document's root stands for, and whether JSON has the like of everything in it but large integers.
 * Throws a YamlError, or an Error for keys that JSON cannot have.
 */
export function compose(root: Node, options: ComposeOptions): { value: YamlValue; isJson: boolean } {
  const composer = new Composer(options);
  return { value: composer.document(root), isJson: composer.isJson };
}

class Composer {
  private readonly options: ComposeOptions;
  private readonly openAliases = new Set<AliasNode>();
  private readonly repeated: string[] = [];
  private unsupported: { key: Key; node: Node } | undefined;
  isJson = true;
  /** How many nodes were read; the document is one. */
  private count = 1;
  private aliasCount = 0;

  constructor(options: ComposeOptions) {
    this.options = options;
  }

  document(root: Node): YamlValue {
    const value = this.value(root, 0);
    if (this.repeated.length > 0) throw new YamlError(`unmarshal errors:\n  ${this.repeated.join('\n  ')}`);
    if (this.unsupported !== undefined) throw unsupportedKey(this.unsupported.key, this.unsupported.node);
    return value;
  }

  private value(node: Node, depth: number): YamlValue {
    this.step(depth);
    switch (node.kind) {
      case 'scalar':
        return this.scalar(node);
      case 'mapping':
        return this.mapping(node, depth);
      case 'sequence':
        return this.items(node.items, depth);
      case 'alias':
        return this.aliased(node, () => this.value(node.target, depth + 1));
    }
  }

  private step(depth: number): void {
    this.count += 1;
    if (this.openAliases.size > 0) this.aliasStep();
    if (depth > maxDepth) throw new YamlError(`exceeded max depth of ${maxDepth}`);
  }

  private aliasStep(): void {
    this.aliasCount += 1;
    if (this.aliasCount > 100 && this.count > 1000 && this.aliasCount / this.count > allowedAliases(this.count)) {
      throw new YamlError('document contains excessive aliasing');
    }
  }

  private aliased<T>(node: AliasNode, read: () => T): T {
    if (this.openAliases.has(node)) throw new YamlError(`anchor '${node.name}' value contains itself`);
    this.openAliases.add(node);
    const result = read();
    this.openAliases.delete(node);
    return result;
  }

  private scalar({ tag, isImplicit, text }: ScalarNode): YamlValue {
    if (tag === '' && (!isImplicit || !mayBeMore(text))) return text;
    const { exactIntegers, binaryText } = this.options;
    const value = tag === '' ? resolvePlain(text, exactIntegers) : resolveTagged(tag, text, binaryText);
    if (typeof value === 'number' ? !Number.isFinite(value) : tag !== '') this.isJson = false;
    return typeof value === 'bigint' && !exactIntegers ? Number(value) : value;
  }

  private items(nodes: readonly Node[], depth: number): YamlValue[] {
    const items: YamlValue[] = [];
    for (const node of nodes) items.push(this.value(node, depth + 1));
    return items;
  }

  private mapping(node: MappingNode, depth: number): YamlMap {
    const map: YamlMap = {};
    this.fill({ map, seen: this.options.strict ? new Set() : undefined }, node, depth);
    return map;
  }

  /** In order, so that a merge key overrides what stands before it: yaml.v2 does it that way. */
  private fill(target: Target, { members }: MappingNode, depth: number): void {
    for (let index = 0; index < members.length; index += 2) {
      const keyNode = members[index] as Node;
      const node = members[index + 1] as Node;
      if (isMerge(keyNode)) {
        this.merge(target, node, depth + 1);
        continue;
      }
      const key = this.key(keyNode, depth + 1);
      const name = typeof key === 'string' ? key : this.keyText(key, node);
      const value = this.value(node, depth + 1);
      if (!this.isRepeated(target, key, node)) setMember(target.map, name, value);
    }
  }

  private key(node: Node, depth: number): Key {
    this.step(depth);
    if (node.kind === 'alias') return this.aliased(node, () => this.key(node.target, depth + 1));
    if (node.kind === 'scalar') {
      if (node.tag === '' && (!node.isImplicit || !mayBeMore(node.text))) return node.text;
      return (
        node.tag === '' ? resolvePlain(node.text, true) : resolveTagged(node.tag, node.text, this.options.binaryText)
      ) as Key;
    }
    this.count -= 1;
    this.value(node, depth);
    throw new YamlError(`invalid map key: ${goSyntax(goValue(node))}`);
  }

  private isRepeated({ seen }: Target, key: Key, node: Node): boolean {
    if (seen === undefined) return false;
    if (!seen.has(key)) {
      seen.add(key);
      return false;
    }
    this.repeated.push(`line ${node.line + 1}: key ${goSyntax(key)} already set in map`);
    return true;
  }

  /** JSON has text keys only; sigs.k8s.io/yaml writes the others out as Go would. */
  private keyText(key: Exclude<Key, string>, node: Node): string {
    if (key === null || (typeof key === 'bigint' && key >= 2n ** 63n)) this.unsupported ??= { key, node };
    if (typeof key !== 'number') return String(key);
    const text = formatFloat32(key);
    return { '+Inf': '.inf', '-Inf': '-.inf', NaN: '.nan' }[text] ?? text;
  }

  private merge(target: Target, node: Node, depth: number): void {
    if (node.kind !== 'sequence') {
      this.mergeOne(target, node, depth);
      return;
    }
    // Earlier maps of a list take precedence.
    for (const item of node.items.toReversed()) this.mergeOne(target, item, depth);
  }

  private mergeOne(target: Target, node: Node, depth: number): void {
    const source = node.kind === 'alias' ? node.target : node;
    if (source.kind !== 'mapping') throw new YamlError('map merge requires map or sequence of maps as the value');
    this.step(depth);
    if (node.kind !== 'alias') {
      this.fill(target, source, depth);
      return;
    }
    this.aliased(node, () => {
      this.step(depth);
      this.fill(target, source, depth);
    });
  }
}

/** The value that Go shows is that of a document in which nothing else is wrong. */
function unsupportedKey(key: Key, node: Node): Error {
  const type = key === null ? '%!s(<nil>)' : 'uint64';
  return new Error(`unsupported map key of type: ${type}, key: ${goSyntax(key)}, value: ${goSyntax(goValue(node))}`);
}

/** The share of nodes that may come from aliases: nearly all in small documents, a tenth in very large ones. */
function allowedAliases(count: number): number {
  const [low, high] = [400_000, 4_000_000];
  if (count <= low) return 0.99;
  return count >= high ? 0.1 : 0.99 - 0.89 * ((count - low) / (high - low));
}
