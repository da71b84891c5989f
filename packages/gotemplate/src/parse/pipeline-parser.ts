import type { CommandNode, PipeNode, VariableNode } from './node.ts';
import { isConstant, OperandParser } from './operand-parser.ts';
import type { BodyScope } from './scope.ts';
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

const NONE: readonly number[] = [];
const NO_VARIABLES: readonly VariableNode[] = [];

/** What stands left of `:=` or `=`. */
interface LeftSide {
  readonly variables: Token[];
  isAssign: boolean;
}

/** Parses the pipelines of one body: declarations, and commands between bars. */
export class PipelineParser {
  readonly #tokens: TokenReader;
  readonly #operands: OperandParser;
  readonly #scope: BodyScope;

  constructor(tokens: TokenReader, scope: BodyScope, isFunction: (name: string) => boolean) {
    this.#tokens = tokens;
    this.#scope = scope;
    this.#operands = new OperandParser(tokens, scope, {
      isFunction,
      parsePipeline: () => this.#pipeline('parenthesized pipeline', 'rightParen'),
    });
  }

  /** The pipeline of an action. `context` says in errors what it belongs to. */
  parse(context: string): PipeNode {
    const pipe = this.#pipeline(context, 'rightDelimiter');
    const uncertain = this.#scope.takeUncertain();
    return uncertain.length === 0 ? pipe : { ...pipe, uncertain };
  }

  #pipeline(context: string, end: TokenKind): PipeNode {
    const { position } = this.#tokens.peekNonSpace();
    const left: LeftSide = { variables: [], isAssign: false };
    while (this.#leftSide(left, context)) {}
    const commands = this.#commands(context, end);
    const declarations =
      left.variables.length === 0
        ? NO_VARIABLES
        : left.variables.map((token) => this.#declaration(token, left.isAssign));
    return { kind: 'pipe', position, isAssign: left.isAssign, declarations, commands, uncertain: NONE };
  }

  #commands(context: string, end: TokenKind): CommandNode[] {
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.#tokens.nextNonSpace();
      if (token.kind === end) {
        this.#checkCommands(commands, context);
        return commands.slice();
      }
      if (!OPERAND_STARTS.has(token.kind)) {
        this.#tokens.unexpected(token, context);
      }
      this.#tokens.backup();
      commands.push(this.#operands.command());
    }
  }

  #declaration({ value, position }: Token, isAssign: boolean): VariableNode {
    const place = isAssign ? this.#scope.find(value) : { slots: [this.#scope.declare(value)], isCertain: true };
    return { kind: 'variable', position, path: [value], ...place };
  }

  /** Reads `$x :=`, `$x =` or `$x,`; true if another variable of a range may follow. */
  #leftSide(left: LeftSide, context: string): boolean {
    const variable = this.#tokens.peekNonSpace();
    if (variable.kind !== 'variable') {
      return false;
    }
    this.#tokens.next();
    const after = this.#tokens.peek();
    const next = this.#tokens.peekNonSpace();
    if (next.kind === 'assign' || next.kind === 'declare') {
      left.isAssign = next.kind === 'assign';
      this.#tokens.nextNonSpace();
      this.#mention(left, variable);
      return false;
    }
    if (next.kind === 'char' && next.value === ',') {
      this.#tokens.nextNonSpace();
      this.#mention(left, variable);
      return this.#secondVariable(left, context);
    }
    if (after.kind === 'space') {
      this.#tokens.backup3(variable, after);
    } else {
      this.#tokens.backup2(variable);
    }
    return false;
  }

  #mention(left: LeftSide, token: Token): void {
    left.variables.push(token);
    this.#scope.mention(token.value);
  }

  #secondVariable(left: LeftSide, context: string): true {
    if (context === 'range' && left.variables.length < 2) {
      const { kind } = this.#tokens.peekNonSpace();
      if (kind === 'variable' || kind === 'rightDelimiter' || kind === 'rightParen') {
        return true;
      }
      this.#tokens.fail('range can only initialize variables');
    }
    return this.#tokens.fail(`too many declarations in ${context}`);
  }

  #checkCommands(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) {
      this.#tokens.fail(`missing value for ${context}`);
    }
    for (const [index, command] of commands.entries()) {
      const first = command.args[0];
      if (index > 0 && first !== undefined && isConstant(first)) {
        this.#tokens.fail(`non executable command in pipeline stage ${index + 1}`);
      }
    }
  }
}
