import { quote } from '../text/quote.ts';
import type { CommandNode, NumberNode, OperandNode, PipeNode, VariableNode } from './node.ts';
import { nodeText } from './node-text.ts';
import { NumberSyntaxError, parseNumberLiteral } from './number-literal.ts';
import type { BodyScope } from './scope.ts';
import type { Token } from './token.ts';
import type { TokenReader } from './token-reader.ts';

/** Go's own. */
const MAX_EXPRESSION_DEPTH = 10_000;

const CONSTANTS: ReadonlySet<OperandNode['kind']> = new Set<OperandNode['kind']>([
  'bool',
  'dot',
  'nil',
  'number',
  'string',
]);

/** Of such an operand there is no field, and nothing can be piped into it. */
export function isConstant(operand: OperandNode): boolean {
  return CONSTANTS.has(operand.kind);
}

/** What operands ask of the pipeline that they are in. */
export interface OperandContext {
  isFunction: (name: string) => boolean;
  parsePipeline: () => PipeNode;
}

/** Parses commands: operands with the fields behind them. */
export class OperandParser {
  readonly #tokens: TokenReader;
  readonly #scope: BodyScope;
  readonly #context: OperandContext;
  #depth = 0;

  constructor(tokens: TokenReader, scope: BodyScope, context: OperandContext) {
    this.#tokens = tokens;
    this.#scope = scope;
    this.#context = context;
  }

  /** Operands up to a pipe or to what ends the pipeline. */
  command(): CommandNode {
    const command: CommandNode = { kind: 'command', position: this.#tokens.peekNonSpace().position, args: [] };
    for (;;) {
      this.#tokens.peekNonSpace();
      const operand = this.#operandOf(command);
      if (operand !== undefined) {
        command.args.push(operand);
      }
      const token = this.#tokens.next();
      if (token.kind === 'space') {
        continue;
      }
      if (token.kind === 'rightDelimiter' || token.kind === 'rightParen') {
        this.#tokens.backup();
      } else if (token.kind !== 'pipe') {
        this.#tokens.unexpected(token, 'operand');
      }
      break;
    }
    if (command.args.length === 0) {
      this.#tokens.fail('empty command');
    }
    return command;
  }

  /** What the operand declares is uncertain where the command may do without the operand. */
  #operandOf(command: CommandNode): OperandNode | undefined {
    const [first] = command.args;
    const mayBeSkipped =
      first?.kind === 'identifier' && (first.name === 'and' || first.name === 'or') && command.args.length > 1;
    if (!mayBeSkipped) {
      return this.#operand();
    }
    const outer = this.#scope.isUncertain;
    this.#scope.isUncertain = true;
    const operand = this.#operand();
    this.#scope.isUncertain = outer;
    return operand;
  }

  #operand(): OperandNode | undefined {
    const base = this.#term();
    const { kind, position } = this.#tokens.peek();
    if (base === undefined || kind !== 'field') {
      return base;
    }
    const path: string[] = [];
    while (this.#tokens.peek().kind === 'field') {
      path.push(this.#tokens.next().value.slice(1));
    }
    if (base.kind === 'field') {
      return { kind: 'field', position, dot: base.dot, path: [...base.path, ...path] };
    }
    if (base.kind === 'variable') {
      return { kind: 'variable', position, path: [...base.path, ...path], slots: base.slots };
    }
    if (isConstant(base)) {
      this.#tokens.fail(`unexpected . after term ${quote(nodeText(base))}`);
    }
    return { kind: 'chain', position, base, path };
  }

  #term(): OperandNode | undefined {
    const token = this.#tokens.nextNonSpace();
    const { position, value } = token;
    switch (token.kind) {
      case 'identifier':
        if (!this.#context.isFunction(value)) {
          this.#tokens.fail(`function ${quote(value)} not defined`);
        }
        return { kind: 'identifier', position, name: value };
      case 'dot':
        return { kind: 'dot', position, slot: this.#scope.dot };
      case 'nil':
        return { kind: 'nil', position };
      case 'variable':
        return this.#variable(token);
      case 'field':
        return { kind: 'field', position, dot: this.#scope.dot, path: [value.slice(1)] };
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
        return { kind: 'string', position, quoted: value, text: this.#tokens.unquoted(token) };
      default:
        this.#tokens.backup();
        return undefined;
    }
  }

  #variable(token: Token): VariableNode {
    if (!this.#scope.knows(token.value)) {
      this.#tokens.fail(`undefined variable ${quote(token.value)}`);
    }
    return { kind: 'variable', position: token.position, path: [token.value], slots: this.#scope.find(token.value) };
  }

  #number(token: Token, kind: 'charConstant' | 'complex' | 'number'): NumberNode {
    try {
      return { kind: 'number', position: token.position, ...parseNumberLiteral(token.value, kind) };
    } catch (error) {
      if (error instanceof NumberSyntaxError) {
        return this.#tokens.fail(error.message);
      }
      throw error;
    }
  }

  #parenthesized(): PipeNode {
    if (this.#depth >= MAX_EXPRESSION_DEPTH) {
      this.#tokens.fail('max expression depth exceeded');
    }
    this.#depth += 1;
    const pipe = this.#context.parsePipeline();
    this.#depth -= 1;
    return pipe;
  }
}
