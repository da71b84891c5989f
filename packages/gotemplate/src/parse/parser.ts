import { quote } from '../text/quote.ts';
import { Lexer, type LexerOptions } from './lexer.ts';
import {
  type BranchNode,
  isEmptyList,
  type ListEnd,
  type ListNode,
  type LoopExitNode,
  type Node,
  type PipeNode,
  type Source,
  type TemplateNode,
  type Tree,
} from './node.ts';
import { nodeText } from './node-text.ts';
import { PipelineParser } from './pipeline-parser.ts';
import type { Token } from './token.ts';
import { TokenReader } from './token-reader.ts';

const MAX_BLOCK_DEPTH = 1000;

type Control = 'if' | 'with' | 'range';

/** Parses a file: its own body and those it defines, by name. Throws TemplateError. */
export function parseTrees(source: Source, options: LexerOptions): Map<string, Tree> {
  const trees = new Map<string, Tree>();
  const parser = new Parser(source.name, { source, lexer: new Lexer(source.text, options), trees, options, depth: 0 });
  parser.parseFile();
  return trees;
}

interface Shared {
  source: Source;
  lexer: Lexer;
  trees: Map<string, Tree>;
  options: LexerOptions;
  /** How many blocks are open around this one. */
  depth: number;
}

/** Parses one body; definitions and blocks inside it get a parser of their own on the same lexer. */
class Parser {
  readonly #name: string;
  readonly #shared: Shared;
  readonly #tokens: TokenReader;
  readonly #pipelines: PipelineParser;
  #rangeDepth = 0;
  #blockDepth: number;

  constructor(name: string, shared: Shared) {
    this.#name = name;
    this.#shared = shared;
    this.#tokens = new TokenReader(shared.source, shared.lexer);
    this.#pipelines = new PipelineParser(this.#tokens, shared.options.isFunction);
    this.#blockDepth = shared.depth;
  }

  parseFile(): void {
    const root: ListNode = { kind: 'list', position: this.#tokens.peek().position, nodes: [] };
    while (this.#tokens.peek().kind !== 'eof') {
      if (this.#parseDefine()) {
        continue;
      }
      const node = this.#textOrAction();
      if (node.kind === 'end' || node.kind === 'else') {
        this.#tokens.fail(`unexpected ${nodeText(node)}`);
      } else {
        root.nodes.push(node);
      }
    }
    this.#add(this.#name, root);
  }

  #parseDefine(): boolean {
    if (this.#tokens.peek().kind !== 'leftDelimiter') {
      return false;
    }
    const delimiter = this.#tokens.next();
    if (this.#tokens.nextNonSpace().kind !== 'define') {
      this.#tokens.backup2(delimiter);
      return false;
    }
    new Parser('definition', this.#shared).#parseDefinition();
    return true;
  }

  #parseDefinition(): void {
    const context = 'define clause';
    const token = this.#tokens.nextNonSpace();
    if (token.kind !== 'string' && token.kind !== 'rawString') {
      this.#tokens.unexpected(token, context);
    }
    const name = this.#tokens.unquoted(token);
    this.#tokens.expect('rightDelimiter', context);
    const { list, end } = this.#itemList();
    if (end.kind !== 'end') {
      this.#tokens.fail(`unexpected ${nodeText(end)} in ${context}`);
    }
    this.#add(name, list);
  }

  #add(name: string, root: ListNode): void {
    const old = this.#shared.trees.get(name);
    if (old === undefined || isEmptyList(old.root)) {
      this.#shared.trees.set(name, { name, source: this.#shared.source, root });
    } else if (!isEmptyList(root)) {
      this.#tokens.fail(`template: multiple definition of template ${quote(name)}`);
    }
  }

  #itemList(): { list: ListNode; end: ListEnd } {
    const list: ListNode = { kind: 'list', position: this.#tokens.peekNonSpace().position, nodes: [] };
    while (this.#tokens.peekNonSpace().kind !== 'eof') {
      const node = this.#textOrAction();
      if (node.kind === 'end' || node.kind === 'else') {
        return { list, end: node };
      }
      list.nodes.push(node);
    }
    return this.#tokens.fail('unexpected EOF');
  }

  #textOrAction(): Node | ListEnd {
    const token = this.#tokens.nextNonSpace();
    if (token.kind === 'text') {
      return { kind: 'text', position: token.position, text: token.value };
    }
    if (token.kind !== 'leftDelimiter') {
      return this.#tokens.unexpected(token, 'input');
    }
    this.#tokens.actionLine = token.line;
    const node = this.#action();
    this.#tokens.actionLine = 0;
    return node;
  }

  #action(): Node | ListEnd {
    const token = this.#tokens.nextNonSpace();
    switch (token.kind) {
      case 'block':
        return this.#block();
      case 'break':
      case 'continue':
        return this.#loopExit(token.kind, token);
      case 'else':
        return this.#else();
      case 'end':
        return { kind: 'end', position: this.#tokens.expect('rightDelimiter', 'end').position };
      case 'if':
      case 'range':
      case 'with':
        return this.#control(token.kind);
      case 'template':
        return this.#template();
      default: {
        this.#tokens.backup();
        const { position } = this.#tokens.peek();
        return { kind: 'action', position, pipe: this.#pipelines.parse('command', 'rightDelimiter') };
      }
    }
  }

  #loopExit(kind: 'break' | 'continue', keyword: Token): LoopExitNode {
    const token = this.#tokens.nextNonSpace();
    if (token.kind !== 'rightDelimiter') {
      this.#tokens.unexpected(token, `{{${kind}}}`);
    }
    if (this.#rangeDepth === 0) {
      this.#tokens.fail(`{{${kind}}} outside {{range}}`);
    }
    return { kind, position: keyword.position };
  }

  #else(): ListEnd {
    const token = this.#tokens.peekNonSpace();
    // "else if" and "else with" leave their keyword to the control that is open.
    if (token.kind === 'if' || token.kind === 'with') {
      return { kind: 'else', position: token.position };
    }
    return { kind: 'else', position: this.#tokens.expect('rightDelimiter', 'else').position };
  }

  #control(kind: Control): BranchNode {
    this.#enterBlock();
    const { scope } = this.#pipelines;
    const pipe = this.#pipelines.parse(kind, 'rightDelimiter');
    if (kind === 'range') {
      this.#rangeDepth += 1;
    }
    const { list, end } = this.#itemList();
    if (kind === 'range') {
      this.#rangeDepth -= 1;
    }
    const elseList = end.kind === 'else' ? this.#elseList(kind, end) : undefined;
    this.#pipelines.leaveScope(scope);
    this.#blockDepth -= 1;
    return { kind, position: pipe.position, pipe, list, elseList };
  }

  #elseList(kind: Control, otherwise: ListEnd): ListNode {
    if (kind !== 'range' && this.#tokens.peek().kind === kind) {
      this.#tokens.next();
      return { kind: 'list', position: otherwise.position, nodes: [this.#control(kind)] };
    }
    const { list, end } = this.#itemList();
    if (end.kind !== 'end') {
      this.#tokens.fail(`expected end; found ${nodeText(end)}`);
    }
    return list;
  }

  #enterBlock(): void {
    this.#blockDepth += 1;
    if (this.#blockDepth > MAX_BLOCK_DEPTH) {
      this.#tokens.fail('max block depth exceeded');
    }
  }

  #block(): TemplateNode {
    const context = 'block clause';
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    const pipe = this.#pipelines.parse(context, 'rightDelimiter');
    this.#enterBlock();
    const body = new Parser(name, { ...this.#shared, depth: this.#blockDepth });
    this.#blockDepth -= 1;
    const { list, end } = body.#itemList();
    if (end.kind !== 'end') {
      this.#tokens.fail(`unexpected ${nodeText(end)} in ${context}`);
    }
    body.#add(name, list);
    return { kind: 'template', position: token.position, name, pipe };
  }

  #template(): TemplateNode {
    const context = 'template clause';
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    let pipe: PipeNode | undefined;
    if (this.#tokens.nextNonSpace().kind !== 'rightDelimiter') {
      this.#tokens.backup();
      pipe = this.#pipelines.parse(context, 'rightDelimiter');
    }
    return { kind: 'template', position: token.position, name, pipe };
  }

  #templateName(token: Token, context: string): string {
    if (token.kind !== 'string' && token.kind !== 'rawString') {
      this.#tokens.unexpected(token, context);
    }
    return this.#tokens.unquoted(token);
  }
}
