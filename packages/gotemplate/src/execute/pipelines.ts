import type { Execution } from '../function.ts';
import type {
  AnyNode,
  ChainNode,
  CommandNode,
  FieldNode,
  IdentifierNode,
  OperandNode,
  PipeNode,
  VariableNode,
} from '../parse/node.ts';
import { nodeText } from '../parse/node-text.ts';
import { quote } from '../text/quote.ts';
import type { Value } from '../value/value.ts';
import { literalValue } from './argument.ts';
import { Caller, type OperandValues } from './caller.ts';
import { lookUpField } from './field.ts';
import { type Final, MISSING } from './final.ts';
import type { Frame } from './frame.ts';
import type { Held } from './scope.ts';

const NO_ARGUMENTS: readonly OperandNode[] = [];

/** Evaluates pipelines in a frame, and sets the variables that they declare. */
export class Pipelines implements OperandValues {
  readonly #frame: Frame;
  readonly #caller: Caller;

  constructor(frame: Frame, execution: Execution) {
    this.#frame = frame;
    this.#caller = new Caller(frame, this, execution);
  }

  evaluate(pipe: PipeNode): Value {
    this.#frame.node = pipe;
    const { commands, declarations } = pipe;
    let value: Final = MISSING;
    for (let index = 0; index < commands.length; index++) {
      value = this.#command(commands[index], value) ?? undefined;
    }
    const result = value === MISSING ? undefined : value;
    if (declarations.length > 0) {
      this.#declare(pipe, result);
    }
    return result;
  }

  #declare({ declarations, isAssign }: PipeNode, value: Value): void {
    for (const variable of declarations) {
      if (isAssign) {
        this.#frame.assign(variable, { value, inInterface: false });
      } else {
        this.#frame.scope.push(variable.path[0] ?? '', value);
      }
    }
  }

  #command(command: CommandNode | undefined, final: Final): Value {
    const args = command?.args ?? NO_ARGUMENTS;
    const first = args[0];
    switch (first?.kind) {
      case 'field':
        return this.#field(first, args, final);
      case 'chain':
        return this.#chain(first, args, final);
      case 'identifier':
        return this.#function(first, command ?? first, args, final);
      case 'pipe':
        this.#refuseArguments(args, final);
        return this.evaluate(first);
      case 'variable':
        return this.#variable(first, args, final);
    }
    this.#frame.node = first;
    this.#refuseArguments(args, final);
    switch (first?.kind) {
      case 'dot':
        return this.#frame.dot.value;
      case 'nil':
        return this.#frame.fail('nil is not a command');
      default:
        return first === undefined ? undefined : this.#literal(first);
    }
  }

  #literal(node: OperandNode): Value {
    try {
      return literalValue(node);
    } catch (error) {
      return this.#frame.rethrow(error);
    }
  }

  #refuseArguments(args: readonly OperandNode[], final: Final): void {
    const first = args[0];
    if (first !== undefined && (args.length > 1 || final !== MISSING)) {
      this.#frame.fail(`can't give argument to non-function ${nodeText(first)}`);
    }
  }

  #field(node: FieldNode, args: readonly OperandNode[], final: Final): Value {
    this.#frame.node = node;
    return this.#path(this.#frame.dot, { node, path: node.path, from: 0 }, args, final);
  }

  #variable(node: VariableNode, args: readonly OperandNode[], final: Final): Value {
    this.#frame.node = node;
    const name = node.path[0] ?? '';
    const held = this.#frame.scope.find(name);
    if (held === undefined) {
      return this.#frame.fail(`undefined variable: ${name}`);
    }
    if (node.path.length === 1) {
      this.#refuseArguments(args, final);
      return held.value;
    }
    return this.#path(held, { node, path: node.path, from: 1 }, args, final);
  }

  #chain(node: ChainNode, args: readonly OperandNode[], final: Final): Value {
    this.#frame.node = node;
    if (node.base.kind === 'nil') {
      this.#frame.fail(`indirection through explicit nil in ${nodeText(node)}`);
    }
    const value = this.operandValue(node.base);
    return this.#path({ value, inInterface: false }, { node, path: node.path, from: 0 }, args, final);
  }

  #path(
    start: Held,
    chain: { node: OperandNode; path: readonly string[]; from: number },
    args: readonly OperandNode[],
    final: Final,
  ): Value {
    const { node, path } = chain;
    const last = path.length - 1;
    let held = start;
    for (let index = chain.from; index < last; index++) {
      held = this.#step(held, path[index] ?? '', { node, args: NO_ARGUMENTS, final: MISSING });
    }
    return this.#step(held, path[last] ?? '', { node, args, final }).value;
  }

  #step(receiver: Held, name: string, call: { node: OperandNode; args: readonly OperandNode[]; final: Final }): Held {
    const hasArguments = call.args.length > 1 || call.final !== MISSING;
    try {
      const found = lookUpField(receiver, name, { hasArguments, missingKey: this.#frame.run.missingKey });
      if (found.method === undefined) {
        return found;
      }
      const { node: at, args, final } = call;
      const value = this.#caller.call({ fn: found.method, isBuiltin: false }, name, { at, args, final });
      return { value, inInterface: false };
    } catch (error) {
      return this.#frame.rethrow(error);
    }
  }

  #function(node: IdentifierNode, at: AnyNode, args: readonly OperandNode[], final: Final): Value {
    this.#frame.node = node;
    const found = this.#frame.run.findFunction(node.name);
    if (found === undefined) {
      return this.#frame.fail(`${quote(node.name)} is not a defined function`);
    }
    return this.#caller.call(found, node.name, { at, args, final });
  }

  operandValue(node: OperandNode): Value {
    this.#frame.node = node;
    switch (node.kind) {
      case 'dot':
        return this.#frame.dot.value;
      case 'field':
        return this.#field(node, NO_ARGUMENTS, MISSING);
      case 'variable':
        return this.#variable(node, NO_ARGUMENTS, MISSING);
      case 'pipe':
        return this.evaluate(node);
      case 'identifier':
        return this.#function(node, node, NO_ARGUMENTS, MISSING);
      case 'chain':
        return this.#chain(node, NO_ARGUMENTS, MISSING);
      default:
        return this.#literal(node);
    }
  }
}
