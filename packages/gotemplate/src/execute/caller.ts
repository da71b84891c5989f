import { display } from '../format/printer.ts';
import type { Execution, GoFunction } from '../function.ts';
import type { AnyNode, OperandNode } from '../parse/node.ts';
import { nodeText } from '../parse/node-text.ts';
import { TemplateLimitError } from '../template-error.ts';
import { isTrue } from '../value/inspect.ts';
import type { Value } from '../value/value.ts';
import { type Argument, acceptLiteral, acceptValue } from './argument.ts';
import { type Final, MISSING } from './final.ts';
import type { Frame } from './frame.ts';
import type { FoundFunction } from './run.ts';
import { isStackOverflow } from './stack-overflow.ts';

/** Gives the value of an operand that is an argument. */
export interface OperandValues {
  operandValue(node: OperandNode): Value;
}

/** Calls functions and methods: counts their arguments, evaluates them and makes them what the parameters want. */
export class Caller {
  readonly #frame: Frame;
  readonly #operands: OperandValues;
  readonly #execution: Execution;

  constructor(frame: Frame, operands: OperandValues, execution: Execution) {
    this.#frame = frame;
    this.#operands = operands;
    this.#execution = execution;
  }

  call(found: FoundFunction, name: string, call: { at: AnyNode; args: readonly OperandNode[]; final: Final }): Value {
    const { fn, isBuiltin } = found;
    const { at, args, final } = call;
    const written = Math.max(args.length - 1, 0);
    this.#checkCount(fn, name, written, final);
    if (isBuiltin && (name === 'and' || name === 'or')) {
      return this.#shortCircuit(name, args, final);
    }
    const values: Argument[] = isBuiltin && name === 'call' ? [calleeName(args[1], final)] : [];
    for (let index = 0; index < written; index++) {
      values.push(this.#argument(args[index + 1], parameterAt(fn, index)));
    }
    if (final !== MISSING) {
      values.push(this.#accept(final, parameterAt(fn, written)));
    }
    return this.#invoke(fn, name, values, at);
  }

  #checkCount(fn: GoFunction, name: string, written: number, final: Final): void {
    const given = final === MISSING ? written : written + 1;
    const wanted = fn.parameters.length;
    if (fn.rest !== undefined) {
      if (given < wanted) {
        this.#frame.fail(`wrong number of args for ${name}: want at least ${wanted} got ${written}`);
      }
    } else if (given !== wanted) {
      this.#frame.fail(`wrong number of args for ${name}: want ${wanted} got ${given}`);
    }
  }

  #shortCircuit(name: 'and' | 'or', args: readonly OperandNode[], final: Final): Value {
    let value: Value;
    for (let index = 1; index < args.length; index++) {
      value = this.#argument(args[index], 'reflect') as Value;
      if (isTrue(value) === (name === 'or')) {
        return value;
      }
    }
    return final === MISSING ? value : final;
  }

  #invoke(fn: GoFunction, name: string, values: Argument[], at: AnyNode): Value {
    try {
      // The arguments were checked against the parameters one by one.
      return fn.call(values as never, this.#execution);
    } catch (error) {
      if (error instanceof TemplateLimitError || isOurMistake(error)) {
        throw error;
      }
      this.#frame.node = at;
      return this.#frame.fail(
        `error calling ${name}: ${error instanceof Error ? error.message : String(error)}`,
        error,
      );
    }
  }

  #accept(value: Value, type: GoFunction['parameters'][number]): Argument {
    try {
      return acceptValue(value, type);
    } catch (error) {
      return this.#frame.rethrow(error);
    }
  }

  #argument(node: OperandNode | undefined, type: GoFunction['parameters'][number]): Argument {
    this.#frame.node = node;
    if (node === undefined) {
      return undefined;
    }
    switch (node.kind) {
      case 'string':
      case 'number':
      case 'bool':
      case 'nil':
        return this.#literalArgument(node, type);
      default:
        return this.#accept(this.#operands.operandValue(node), type);
    }
  }

  #literalArgument(node: OperandNode, type: GoFunction['parameters'][number]): Argument {
    try {
      return acceptLiteral(node, type);
    } catch (error) {
      return this.#frame.rethrow(error);
    }
  }
}

function parameterAt(fn: GoFunction, index: number): GoFunction['parameters'][number] {
  return fn.parameters[index] ?? fn.rest ?? 'any';
}

function calleeName(first: OperandNode | undefined, final: Final): string {
  return first === undefined ? display(final === MISSING ? undefined : final) : nodeText(first);
}

/** Errors that no function throws on purpose, and a stack that ran out: not the template author's to read. */
function isOurMistake(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    error instanceof ReferenceError ||
    error instanceof RangeError ||
    isStackOverflow(error)
  );
}
