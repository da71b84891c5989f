import type { PipeNode } from './node.ts';
import { isConstant, OperandParser } from './operand-parser.ts';
import type { Token, TokenKind } from './token.ts';
import type { TokenReader } from './token-reader.ts';

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

/** Parses the pipelines of one body: declarations, and commands between bars. Knows the variables in scope. */
export class PipelineParser {
  readonly #tokens: TokenReader;
  readonly #operands: OperandParser;
  readonly #variables = ['$'];

  constructor(tokens: TokenReader, isFunction: (name: string) => boolean) {
    this.#tokens = tokens;
    this.#operands = new OperandParser(tokens, {
      isFunction,
      isVariable: (name) => this.#variables.includes(name),
      parsePipeline: (context, end) => this.parse(context, end),
    });
  }

  /** How many variables there are: to be given to `leaveScope` at the end of the block that begins here. */
  get scope(): number {
    return this.#variables.length;
  }

  leaveScope(scope: number): void {
    this.#variables.length = scope;
  }

  /** Up to the token that ends it. `context` says in errors what it belongs to. */
  parse(context: string, end: TokenKind): PipeNode {
    const { position } = this.#tokens.peekNonSpace();
    const pipe: PipeNode = { kind: 'pipe', position, isAssign: false, declarations: [], commands: [] };
    while (this.#declaration(pipe, context)) {}
    for (;;) {
      const token = this.#tokens.nextNonSpace();
      if (token.kind === end) {
        this.#checkPipeline(pipe, context);
        return pipe;
      }
      if (!OPERAND_STARTS.has(token.kind)) {
        this.#tokens.unexpected(token, context);
      }
      this.#tokens.backup();
      pipe.commands.push(this.#operands.command());
    }
  }

  /** Reads `$x :=`, `$x =` or `$x,`; true if another variable of a range may follow. */
  #declaration(pipe: PipeNode, context: string): boolean {
    const variable = this.#tokens.peekNonSpace();
    if (variable.kind !== 'variable') {
      return false;
    }
    this.#tokens.next();
    const after = this.#tokens.peek();
    const next = this.#tokens.peekNonSpace();
    if (next.kind === 'assign' || next.kind === 'declare') {
      pipe.isAssign = next.kind === 'assign';
      this.#tokens.nextNonSpace();
      this.#declare(pipe, variable);
      return false;
    }
    if (next.kind === 'char' && next.value === ',') {
      this.#tokens.nextNonSpace();
      this.#declare(pipe, variable);
      return this.#secondVariable(pipe, context);
    }
    if (after.kind === 'space') {
      this.#tokens.backup3(variable, after);
    } else {
      this.#tokens.backup2(variable);
    }
    return false;
  }

  #declare(pipe: PipeNode, token: Token): void {
    pipe.declarations.push({ kind: 'variable', position: token.position, path: token.value.split('.') });
    this.#variables.push(token.value);
  }

  #secondVariable(pipe: PipeNode, context: string): true {
    if (context === 'range' && pipe.declarations.length < 2) {
      const { kind } = this.#tokens.peekNonSpace();
      if (kind === 'variable' || kind === 'rightDelimiter' || kind === 'rightParen') {
        return true;
      }
      this.#tokens.fail('range can only initialize variables');
    }
    return this.#tokens.fail(`too many declarations in ${context}`);
  }

  #checkPipeline(pipe: PipeNode, context: string): void {
    if (pipe.commands.length === 0) {
      this.#tokens.fail(`missing value for ${context}`);
    }
    for (const [index, command] of pipe.commands.entries()) {
      const first = command.args[0];
      if (index > 0 && first !== undefined && isConstant(first)) {
        this.#tokens.fail(`non executable command in pipeline stage ${index + 1}`);
      }
    }
  }
}
