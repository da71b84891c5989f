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
  /** Those of the commands that are being read: an array that does not grow is cut out for each command. */
  readonly #operands: OperandNode[] = [];
  #depth = 0;

  constructor(tokens: TokenReader, scope: BodyScope, context: OperandContext) {
    this.#tokens = tokens;
    this.#scope = scope;
    this.#context = context;
  }

  /** Operands up to a pipe or to what ends the pipeline. */
  command(): CommandNode {
    const { position } = this.#tokens.peekNonSpace();
    const operands = this.#operands;
    const base = operands.length;
    while (this.#hasMore(base)) {}
    if (operands.length === base) {
      this.#tokens.fail('empty command');
    }
    const args = operands.slice(base);
    operands.length = base;
    return { kind: 'command', position, args };
  }

  /** Reads an operand; true if another one may follow. */
  #hasMore(base: number): boolean {
    this.#tokens.peekNonSpace();
    const operand = this.#operandBehind(base);
    if (operand !== undefined) {
      this.#operands.push(operand);
    }
    const token = this.#tokens.next();
    if (token.kind === 'space') {
      return true;
    }
    if (token.kind === 'rightDelimiter' || token.kind === 'rightParen') {
      this.#tokens.backup();
    } else if (token.kind !== 'pipe') {
      this.#tokens.unexpected(token, 'operand');
    }
    return false;
  }

  /** What the operand declares is uncertain where the command may do without the operand. */
  #operandBehind(base: number): OperandNode | undefined {
    const first = this.#operands[base];
    const mayBeSkipped =
      this.#operands.length > base + 1 && first?.kind === 'identifier' && (first.name === 'and' || first.name === 'or');
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
    const path = this.#path(base);
    if (base.kind === 'field') {
      return { kind: 'field', position, dot: base.dot, path };
    }
    if (base.kind === 'variable') {
      return { kind: 'variable', position, path, slots: base.slots, isCertain: base.isCertain };
    }
    if (isConstant(base)) {
      this.#tokens.fail(`unexpected . after term ${quote(nodeText(base))}`);
    }
    return { kind: 'chain', position, base, path };
  }

  /** The names behind an operand; behind a field or a variable, one path with its own. */
  #path(base: OperandNode): readonly string[] {
    const names = base.kind === 'field' || base.kind === 'variable' ? [...base.path] : [];
    while (this.#tokens.peek().kind === 'field') {
      names.push(this.#tokens.next().value.slice(1));
    }
    return names.slice();
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
    return { kind: 'variable', position: token.position, path: [token.value], ...this.#scope.find(token.value) };
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
