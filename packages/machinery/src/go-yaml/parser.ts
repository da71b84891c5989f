import type { MappingNode, Node, ScalarNode, SequenceNode } from './node.ts';
import { YamlError } from './scan/cursor.ts';
import { Scanner } from './scan/scanner.ts';
import type { Source } from './scan/source.ts';
import type { Token, TokenKind } from './scan/token.ts';

/** Far more than any document needs, and little enough for the stack of what walks over it. */
const maxDepth = 1000;

const standardHandles: readonly (readonly [string, string])[] = [
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
];

/** Puts the tokens of the first document together. */
export class Parser {
  private readonly scanner: Scanner;
  private readonly handles = new Map<string, string>();
  private readonly anchors = new Map<string, Node>();
  private depth = 0;

  constructor(source: Source) {
    this.scanner = new Scanner(source);
  }

  /** The root of the document; undefined when the text has none. */
  parse(): Node | undefined {
    const { scanner } = this;
    const { kind } = scanner.peek();
    if (kind === 'stream-end') return undefined;
    const isExplicit = kind === 'version-directive' || kind === 'tag-directive' || kind === 'document-start';
    this.directives();
    const root = isExplicit ? this.explicitDocument() : this.node(true, false);
    // Whether the document ends properly shows in the token after it.
    scanner.peek();
    return root;
  }

  private explicitDocument(): Node {
    const { scanner } = this;
    const token = scanner.peek();
    if (token.kind !== 'document-start') throw problem(token, 'did not find expected <document start>');
    scanner.skip();
    const { kind, line } = scanner.peek();
    const isEmpty =
      kind === 'version-directive' ||
      kind === 'tag-directive' ||
      kind === 'document-start' ||
      kind === 'document-end' ||
      kind === 'stream-end';
    return isEmpty ? emptyScalar(line) : this.node(true, false);
  }

  private directives(): void {
    const { scanner } = this;
    let hasVersion = false;
    for (let token = scanner.peek(); ; token = scanner.peek()) {
      if (token.kind === 'version-directive') {
        if (hasVersion) throw problem(token, 'found duplicate %YAML directive');
        if (token.text !== '1.1') throw problem(token, 'found incompatible YAML document');
        hasVersion = true;
      } else if (token.kind === 'tag-directive') {
        if (this.handles.has(token.text)) throw problem(token, 'found duplicate %TAG directive');
        this.handles.set(token.text, token.suffix);
      } else {
        break;
      }
      scanner.skip();
    }
    for (const [handle, prefix] of standardHandles) if (!this.handles.has(handle)) this.handles.set(handle, prefix);
  }

  /** In a block, collections may be written by indentation; below a key a list need not be indented. */
  private node(inBlock: boolean, mayBeIndentless: boolean): Node {
    const { scanner } = this;
    const token = scanner.peek();
    if (token.kind === 'scalar') {
      scanner.skip();
      return { kind: 'scalar', line: token.line, tag: '', text: token.text, isImplicit: token.isPlain };
    }
    if (token.kind === 'alias') return this.alias(token);
    if (token.kind === 'anchor' || token.kind === 'tag') return this.nodeWithProperties(inBlock, mayBeIndentless);
    const node = this.collection(inBlock, mayBeIndentless, token.line, '');
    if (node !== undefined) return node;
    throw problem(token, 'did not find expected node content');
  }

  private alias({ text, line }: Token): Node {
    this.scanner.skip();
    const target = this.anchors.get(text);
    if (target === undefined) throw new YamlError(`unknown anchor '${text}' referenced`);
    return { kind: 'alias', line, name: text, target };
  }

  private nodeWithProperties(inBlock: boolean, mayBeIndentless: boolean): Node {
    const { scanner } = this;
    const { line, kind } = scanner.peek();
    const first = this.property(kind);
    const second = this.property(kind === 'anchor' ? 'tag' : 'anchor');
    const [anchor, tagToken] = kind === 'anchor' ? [first, second] : [second, first];
    const tag = tagToken === undefined ? '' : this.fullTag(tagToken);
    const token = scanner.peek();
    if (token.kind === 'scalar') {
      scanner.skip();
      const isImplicit = tag === '!' || (tag === '' && token.isPlain);
      return this.anchored(anchor, { kind: 'scalar', line, tag, text: token.text, isImplicit });
    }
    const node = this.collection(inBlock, mayBeIndentless, line, anchor?.text ?? '');
    return node ?? this.anchored(anchor, { kind: 'scalar', line, tag, text: '', isImplicit: tag === '' });
  }

  private property(kind: TokenKind): Token | undefined {
    const token = this.scanner.peek();
    if (token.kind !== kind) return undefined;
    this.scanner.skip();
    return token;
  }

  private anchored(anchor: Token | undefined, node: ScalarNode): Node {
    if (anchor !== undefined) this.anchors.set(anchor.text, node);
    return node;
  }

  private fullTag(token: Token): string {
    if (token.text === '') return token.suffix;
    const prefix = this.handles.get(token.text);
    if (prefix === undefined) throw problem(token, 'found undefined tag handle');
    return prefix + token.suffix;
  }

  /** Undefined when no collection begins here. Its anchor is known inside it already. */
  private collection(inBlock: boolean, mayBeIndentless: boolean, line: number, anchor: string): Node | undefined {
    const { kind } = this.scanner.peek();
    switch (kind) {
      case 'block-entry':
        return mayBeIndentless ? this.sequence(line, anchor, this.indentlessItems) : undefined;
      case 'flow-sequence-start':
        return this.sequence(line, anchor, this.flowItems);
      case 'block-sequence-start':
        return inBlock ? this.sequence(line, anchor, this.blockItems) : undefined;
      case 'flow-mapping-start':
        return this.mapping(line, anchor, this.flowMembers);
      case 'block-mapping-start':
        return inBlock ? this.mapping(line, anchor, this.blockMembers) : undefined;
      default:
        return undefined;
    }
  }

  private sequence(line: number, anchor: string, fill: (items: Node[]) => void): Node {
    const node: SequenceNode = { kind: 'sequence', line, items: [] };
    this.filled(node, anchor, node.items, fill);
    return node;
  }

  private mapping(line: number, anchor: string, fill: (members: Node[]) => void): Node {
    const node: MappingNode = { kind: 'mapping', line, members: [] };
    this.filled(node, anchor, node.members, fill);
    return node;
  }

  private filled(node: Node, anchor: string, children: Node[], fill: (children: Node[]) => void): void {
    if (anchor !== '') this.anchors.set(anchor, node);
    this.depth += 1;
    if (this.depth > maxDepth) this.refuseDepth();
    fill.call(this, children);
    this.depth -= 1;
  }

  /** What comes may be worse: the scanner has the last word on it. */
  private refuseDepth(): never {
    while (this.scanner.peek().kind !== 'stream-end') this.scanner.skip();
    throw new YamlError(`exceeded max depth of ${maxDepth}`);
  }

  private blockItems(items: Node[]): void {
    const { scanner } = this;
    scanner.skip();
    for (let token = scanner.peek(); token.kind !== 'block-end'; token = scanner.peek()) {
      if (token.kind !== 'block-entry') throw problem(token, "did not find expected '-' indicator");
      scanner.skip();
      const { kind } = scanner.peek();
      const isEmpty = kind === 'block-entry' || kind === 'block-end';
      items.push(isEmpty ? emptyScalar(token.line) : this.node(true, false));
    }
    scanner.skip();
  }

  private indentlessItems(items: Node[]): void {
    const { scanner } = this;
    for (let token = scanner.peek(); token.kind === 'block-entry'; token = scanner.peek()) {
      scanner.skip();
      const { kind } = scanner.peek();
      const isEmpty = kind === 'block-entry' || kind === 'key' || kind === 'value' || kind === 'block-end';
      items.push(isEmpty ? emptyScalar(token.line) : this.node(true, false));
    }
  }

  private blockMembers(members: Node[]): void {
    const { scanner } = this;
    scanner.skip();
    for (let token = scanner.peek(); token.kind !== 'block-end'; token = scanner.peek()) {
      if (token.kind !== 'key') throw problem(token, 'did not find expected key');
      scanner.skip();
      members.push(this.blockMember(token.line));
      const value = scanner.peek();
      if (value.kind === 'value') {
        scanner.skip();
        members.push(this.blockMember(value.line));
      } else {
        members.push(emptyScalar(value.line));
      }
    }
    scanner.skip();
  }

  private blockMember(line: number): Node {
    const { kind } = this.scanner.peek();
    const isEmpty = kind === 'key' || kind === 'value' || kind === 'block-end';
    return isEmpty ? emptyScalar(line) : this.node(true, true);
  }

  private flowItems(items: Node[]): void {
    const { scanner } = this;
    scanner.skip();
    for (let token = scanner.peek(); token.kind !== 'flow-sequence-end'; token = scanner.peek()) {
      if (items.length > 0) {
        if (token.kind !== 'flow-entry') throw problem(token, "did not find expected ',' or ']'");
        scanner.skip();
        token = scanner.peek();
      }
      if (token.kind === 'flow-sequence-end') break;
      items.push(token.kind === 'key' ? this.flowPair(token.line) : this.node(false, false));
    }
    scanner.skip();
  }

  /** `[a: b]` is a list of one map with one key. */
  private flowPair(line: number): Node {
    const { scanner } = this;
    scanner.skip();
    return this.mapping(line, '', (members) => {
      const { kind, line: keyLine } = scanner.peek();
      if (kind !== 'value' && kind !== 'flow-entry' && kind !== 'flow-sequence-end') {
        members.push(this.node(false, false));
      } else {
        // As in libyaml, the token that stands for the missing key is lost.
        scanner.skip();
        members.push(emptyScalar(keyLine));
      }
      members.push(this.flowValue('flow-sequence-end'));
      scanner.peek();
    });
  }

  private flowMembers(members: Node[]): void {
    const { scanner } = this;
    scanner.skip();
    for (let token = scanner.peek(); token.kind !== 'flow-mapping-end'; token = scanner.peek()) {
      if (members.length > 0) {
        if (token.kind !== 'flow-entry') throw problem(token, "did not find expected ',' or '}'");
        scanner.skip();
        token = scanner.peek();
      }
      if (token.kind === 'flow-mapping-end') break;
      if (token.kind === 'key') {
        scanner.skip();
        members.push(this.flowKey(), this.flowValue('flow-mapping-end'));
      } else {
        members.push(this.node(false, false), emptyScalar(scanner.peek().line));
      }
    }
    scanner.skip();
  }

  private flowKey(): Node {
    const { kind, line } = this.scanner.peek();
    const isEmpty = kind === 'value' || kind === 'flow-entry' || kind === 'flow-mapping-end';
    return isEmpty ? emptyScalar(line) : this.node(false, false);
  }

  private flowValue(end: TokenKind): Node {
    const { scanner } = this;
    let token = scanner.peek();
    if (token.kind === 'value') {
      scanner.skip();
      token = scanner.peek();
      if (token.kind !== 'flow-entry' && token.kind !== end) return this.node(false, false);
    }
    return emptyScalar(token.line);
  }
}

function emptyScalar(line: number): ScalarNode {
  return { kind: 'scalar', line, tag: '', text: '', isImplicit: true };
}

/** The parser's error: the line is that of the one before, and none is said for the first two. */
function problem({ line }: Token, text: string): YamlError {
  return new YamlError(line === 0 ? text : `line ${line}: ${text}`);
}
