import { TemplateError } from '../template-error.ts';
import { quote } from '../text/quote.ts';
import { unquote } from '../text/unquote.ts';
import { Lexer, type LexerOptions } from './lexer.ts';
import {
  type BranchNode,
  type CommandNode,
  isEmptyList,
  type ListEnd,
  type ListNode,
  type LoopExitNode,
  type Node,
  type NumberNode,
  type OperandNode,
  type PipeNode,
  type Source,
  type TemplateNode,
  type Tree,
  type VariableNode,
} from './node.ts';
import { nodeText } from './node-text.ts';
import { NumberSyntaxError, parseNumberLiteral } from './number-literal.ts';
import { describeToken, type Token, type TokenKind } from './token.ts';

const MAX_EXPRESSION_DEPTH = 1000;
const MAX_BLOCK_DEPTH = 1000;

const OPERAND_STARTS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'bool',
  'charConstant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
]);

const NOT_EXECUTABLE: ReadonlySet<OperandNode['kind']> = new Set<OperandNode['kind']>([
  'bool',
  'dot',
  'nil',
  'number',
  'string',
]);

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
  /** The last token read is at 0; those given back lie above, the next one on top. */
  readonly #tokens: [Token, Token, Token];
  #peeked = 0;
  #variables = ['$'];
  /** The line of the action being parsed; 0 outside. */
  #actionLine = 0;
  #rangeDepth = 0;
  #expressionDepth = 0;
  #blockDepth: number;

  constructor(name: string, shared: Shared) {
    this.#name = name;
    this.#shared = shared;
    this.#blockDepth = shared.depth;
    const none: Token = { kind: 'eof', position: 0, value: '', line: 0 };
    this.#tokens = [none, none, none];
  }

  parseFile(): void {
    const root: ListNode = { kind: 'list', position: this.#peek().position, nodes: [] };
    while (this.#peek().kind !== 'eof') {
      if (this.#parseDefine()) {
        continue;
      }
      const node = this.#textOrAction();
      if (node.kind === 'end' || node.kind === 'else') {
        this.#fail(`unexpected ${nodeText(node)}`);
      } else {
        root.nodes.push(node);
      }
    }
    this.#add(this.#name, root);
  }

  #parseDefine(): boolean {
    if (this.#peek().kind !== 'leftDelimiter') {
      return false;
    }
    const delimiter = this.#next();
    if (this.#nextNonSpace().kind !== 'define') {
      this.#backup2(delimiter);
      return false;
    }
    new Parser('definition', this.#shared).#parseDefinition();
    return true;
  }

  #parseDefinition(): void {
    const context = 'define clause';
    const token = this.#nextNonSpace();
    if (token.kind !== 'string' && token.kind !== 'rawString') {
      this.#unexpected(token, context);
    }
    const name = this.#unquoted(token);
    this.#expect('rightDelimiter', context);
    const { list, end } = this.#itemList();
    if (end.kind !== 'end') {
      this.#fail(`unexpected ${nodeText(end)} in ${context}`);
    }
    this.#add(name, list);
  }

  #add(name: string, root: ListNode): void {
    const old = this.#shared.trees.get(name);
    if (old === undefined || isEmptyList(old.root)) {
      this.#shared.trees.set(name, { name, source: this.#shared.source, root });
    } else if (!isEmptyList(root)) {
      this.#fail(`template: multiple definition of template ${quote(name)}`);
    }
  }

  #next(): Token {
    if (this.#peeked > 0) {
      this.#peeked -= 1;
    } else {
      this.#tokens[0] = this.#shared.lexer.next();
    }
    return this.#tokens[this.#peeked] ?? this.#tokens[0];
  }

  #peek(): Token {
    if (this.#peeked > 0) {
      return this.#tokens[this.#peeked - 1] ?? this.#tokens[0];
    }
    this.#peeked = 1;
    this.#tokens[0] = this.#shared.lexer.next();
    return this.#tokens[0];
  }

  #backup(): void {
    this.#peeked += 1;
  }

  #backup2(first: Token): void {
    this.#tokens[1] = first;
    this.#peeked = 2;
  }

  #backup3(first: Token, second: Token): void {
    this.#tokens[1] = second;
    this.#tokens[2] = first;
    this.#peeked = 3;
  }

  #nextNonSpace(): Token {
    let token = this.#next();
    while (token.kind === 'space') {
      token = this.#next();
    }
    return token;
  }

  #peekNonSpace(): Token {
    const token = this.#nextNonSpace();
    this.#backup();
    return token;
  }

  #fail(message: string): never {
    const { name } = this.#shared.source;
    const { line } = this.#tokens[0];
    throw new TemplateError(`template: ${name}:${line}: ${message}`, { templateName: name, line });
  }

  #unexpected(token: Token, context: string): never {
    if (token.kind !== 'error') {
      this.#fail(`unexpected ${describeToken(token)} in ${context}`);
    }
    let started = '';
    if (this.#actionLine !== 0 && this.#actionLine !== token.line) {
      const place = `started at ${this.#shared.source.name}:${this.#actionLine}`;
      started = token.value.endsWith(' action') ? ` ${place}` : ` in action ${place}`;
    }
    this.#fail(`${token.value}${started}`);
  }

  #expect(kind: TokenKind, context: string): Token {
    const token = this.#nextNonSpace();
    if (token.kind !== kind) {
      this.#unexpected(token, context);
    }
    return token;
  }

  #unquoted(token: Token): string {
    const text = unquote(token.value);
    if (text === undefined) {
      return this.#fail('invalid syntax');
    }
    return text;
  }

  #itemList(): { list: ListNode; end: ListEnd } {
    const list: ListNode = { kind: 'list', position: this.#peekNonSpace().position, nodes: [] };
    while (this.#peekNonSpace().kind !== 'eof') {
      const node = this.#textOrAction();
      if (node.kind === 'end' || node.kind === 'else') {
        return { list, end: node };
      }
      list.nodes.push(node);
    }
    return this.#fail('unexpected EOF');
  }

  #textOrAction(): Node | ListEnd {
    const token = this.#nextNonSpace();
    if (token.kind === 'text') {
      return { kind: 'text', position: token.position, text: token.value };
    }
    if (token.kind !== 'leftDelimiter') {
      return this.#unexpected(token, 'input');
    }
    this.#actionLine = token.line;
    const node = this.#action();
    this.#actionLine = 0;
    return node;
  }

  #action(): Node | ListEnd {
    const token = this.#nextNonSpace();
    switch (token.kind) {
      case 'block':
        return this.#block();
      case 'break':
      case 'continue':
        return this.#loopExit(token.kind, token);
      case 'else':
        return this.#else();
      case 'end':
        return { kind: 'end', position: this.#expect('rightDelimiter', 'end').position };
      case 'if':
      case 'range':
      case 'with':
        return this.#control(token.kind);
      case 'template':
        return this.#template();
      default: {
        this.#backup();
        const { position } = this.#peek();
        return { kind: 'action', position, pipe: this.#pipeline('command', 'rightDelimiter') };
      }
    }
  }

  #loopExit(kind: 'break' | 'continue', keyword: Token): LoopExitNode {
    const token = this.#nextNonSpace();
    if (token.kind !== 'rightDelimiter') {
      this.#unexpected(token, `{{${kind}}}`);
    }
    if (this.#rangeDepth === 0) {
      this.#fail(`{{${kind}}} outside {{range}}`);
    }
    return { kind, position: keyword.position };
  }

  #else(): ListEnd {
    const token = this.#peekNonSpace();
    // "else if" and "else with" leave their keyword to the control that is open.
    if (token.kind === 'if' || token.kind === 'with') {
      return { kind: 'else', position: token.position };
    }
    return { kind: 'else', position: this.#expect('rightDelimiter', 'else').position };
  }

  #control(kind: Control): BranchNode {
    this.#enterBlock();
    const scope = this.#variables.length;
    const pipe = this.#pipeline(kind, 'rightDelimiter');
    if (kind === 'range') {
      this.#rangeDepth += 1;
    }
    const { list, end } = this.#itemList();
    if (kind === 'range') {
      this.#rangeDepth -= 1;
    }
    const elseList = end.kind === 'else' ? this.#elseList(kind, end) : undefined;
    this.#variables.length = scope;
    this.#blockDepth -= 1;
    return { kind, position: pipe.position, pipe, list, elseList };
  }

  #elseList(kind: Control, otherwise: ListEnd): ListNode {
    if (kind !== 'range' && this.#peek().kind === kind) {
      this.#next();
      return { kind: 'list', position: otherwise.position, nodes: [this.#control(kind)] };
    }
    const { list, end } = this.#itemList();
    if (end.kind !== 'end') {
      this.#fail(`expected end; found ${nodeText(end)}`);
    }
    return list;
  }

  #enterBlock(): void {
    this.#blockDepth += 1;
    if (this.#blockDepth > MAX_BLOCK_DEPTH) {
      this.#fail('max block depth exceeded');
    }
  }

  #block(): TemplateNode {
    const context = 'block clause';
    const token = this.#nextNonSpace();
    const name = this.#templateName(token, context);
    const pipe = this.#pipeline(context, 'rightDelimiter');
    this.#enterBlock();
    const body = new Parser(name, { ...this.#shared, depth: this.#blockDepth });
    this.#blockDepth -= 1;
    const { list, end } = body.#itemList();
    if (end.kind !== 'end') {
      this.#fail(`unexpected ${nodeText(end)} in ${context}`);
    }
    body.#add(name, list);
    return { kind: 'template', position: token.position, name, pipe };
  }

  #template(): TemplateNode {
    const context = 'template clause';
    const token = this.#nextNonSpace();
    const name = this.#templateName(token, context);
    let pipe: PipeNode | undefined;
    if (this.#nextNonSpace().kind !== 'rightDelimiter') {
      this.#backup();
      pipe = this.#pipeline(context, 'rightDelimiter');
    }
    return { kind: 'template', position: token.position, name, pipe };
  }

  #templateName(token: Token, context: string): string {
    if (token.kind !== 'string' && token.kind !== 'rawString') {
      this.#unexpected(token, context);
    }
    return this.#unquoted(token);
  }

  #pipeline(context: string, end: TokenKind): PipeNode {
    const { position } = this.#peekNonSpace();
    const pipe: PipeNode = { kind: 'pipe', position, isAssign: false, declarations: [], commands: [] };
    while (this.#declaration(pipe, context)) {}
    for (;;) {
      const token = this.#nextNonSpace();
      if (token.kind === end) {
        this.#checkPipeline(pipe, context);
        return pipe;
      }
      if (!OPERAND_STARTS.has(token.kind)) {
        this.#unexpected(token, context);
      }
      this.#backup();
      pipe.commands.push(this.#command());
    }
  }

  /** Reads `$x :=`, `$x =` or `$x,`; true if another variable of a range may follow. */
  #declaration(pipe: PipeNode, context: string): boolean {
    const variable = this.#peekNonSpace();
    if (variable.kind !== 'variable') {
      return false;
    }
    this.#next();
    const after = this.#peek();
    const next = this.#peekNonSpace();
    if (next.kind === 'assign' || next.kind === 'declare') {
      pipe.isAssign = next.kind === 'assign';
      this.#nextNonSpace();
      this.#declare(pipe, variable);
      return false;
    }
    if (next.kind === 'char' && next.value === ',') {
      this.#nextNonSpace();
      this.#declare(pipe, variable);
      return this.#secondVariable(pipe, context);
    }
    if (after.kind === 'space') {
      this.#backup3(variable, after);
    } else {
      this.#backup2(variable);
    }
    return false;
  }

  #declare(pipe: PipeNode, token: Token): void {
    pipe.declarations.push({ kind: 'variable', position: token.position, path: token.value.split('.') });
    this.#variables.push(token.value);
  }

  #secondVariable(pipe: PipeNode, context: string): true {
    if (context === 'range' && pipe.declarations.length < 2) {
      const { kind } = this.#peekNonSpace();
      if (kind === 'variable' || kind === 'rightDelimiter' || kind === 'rightParen') {
        return true;
      }
      this.#fail('range can only initialize variables');
    }
    return this.#fail(`too many declarations in ${context}`);
  }

  #checkPipeline(pipe: PipeNode, context: string): void {
    if (pipe.commands.length === 0) {
      this.#fail(`missing value for ${context}`);
    }
    for (const [index, command] of pipe.commands.entries()) {
      const first = command.args[0];
      if (index > 0 && first !== undefined && NOT_EXECUTABLE.has(first.kind)) {
        this.#fail(`non executable command in pipeline stage ${index + 1}`);
      }
    }
  }

  #command(): CommandNode {
    const command: CommandNode = { kind: 'command', position: this.#peekNonSpace().position, args: [] };
    for (;;) {
      this.#peekNonSpace();
      const operand = this.#operand();
      if (operand !== undefined) {
        command.args.push(operand);
      }
      const token = this.#next();
      if (token.kind === 'space') {
        continue;
      }
      if (token.kind === 'rightDelimiter' || token.kind === 'rightParen') {
        this.#backup();
      } else if (token.kind !== 'pipe') {
        this.#unexpected(token, 'operand');
      }
      break;
    }
    if (command.args.length === 0) {
      this.#fail('empty command');
    }
    return command;
  }

  #operand(): OperandNode | undefined {
    const base = this.#term();
    const { kind, position } = this.#peek();
    if (base === undefined || kind !== 'field') {
      return base;
    }
    const path: string[] = [];
    while (this.#peek().kind === 'field') {
      path.push(this.#next().value.slice(1));
    }
    if (base.kind === 'field' || base.kind === 'variable') {
      return { kind: base.kind, position, path: [...base.path, ...path] };
    }
    if (NOT_EXECUTABLE.has(base.kind)) {
      this.#fail(`unexpected . after term ${quote(nodeText(base))}`);
    }
    return { kind: 'chain', position, base, path };
  }

  #term(): OperandNode | undefined {
    const token = this.#nextNonSpace();
    const { position, value } = token;
    switch (token.kind) {
      case 'identifier':
        if (!this.#shared.options.isFunction(value)) {
          this.#fail(`function ${quote(value)} not defined`);
        }
        return { kind: 'identifier', position, name: value };
      case 'dot':
      case 'nil':
        return { kind: token.kind, position };
      case 'variable':
        return this.#variable(token);
      case 'field':
        return { kind: 'field', position, path: [value.slice(1)] };
      case 'bool':
        return { kind: 'bool', position, value: value === 'true' };
      case 'charConstant':
      case 'complex':
      case 'number':
        return this.#number(token, token.kind);
      case 'leftParen':
        return this.#parenthesized();
      case 'string':
      case 'rawString':
        return { kind: 'string', position, quoted: value, text: this.#unquoted(token) };
      default:
        this.#backup();
        return undefined;
    }
  }

  #variable(token: Token): VariableNode {
    if (!this.#variables.includes(token.value)) {
      this.#fail(`undefined variable ${quote(token.value)}`);
    }
    return { kind: 'variable', position: token.position, path: [token.value] };
  }

  #number(token: Token, kind: 'charConstant' | 'complex' | 'number'): NumberNode {
    try {
      return { kind: 'number', position: token.position, ...parseNumberLiteral(token.value, kind) };
    } catch (error) {
      if (error instanceof NumberSyntaxError) {
        return this.#fail(error.message);
      }
      throw error;
    }
  }

  #parenthesized(): PipeNode {
    if (this.#expressionDepth >= MAX_EXPRESSION_DEPTH) {
      this.#fail('max expression depth exceeded');
    }
    this.#expressionDepth += 1;
    const pipe = this.#pipeline('parenthesized pipeline', 'rightParen');
    this.#expressionDepth -= 1;
    return pipe;
  }
}
