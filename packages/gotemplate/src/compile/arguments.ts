import { type Argument, ArgumentError, acceptLiteral, acceptValue } from '../execute/argument.ts';
import type { Frame } from '../execute/frame.ts';
import { type GoFunction, type ParameterType, parameterAt, type Signature } from '../function.ts';
import type { OperandNode } from '../parse/node.ts';
import type { Value } from '../value/value.ts';
import type { Given } from './commands.ts';
import { type Evaluate, type Final, MISSING } from './evaluate.ts';
import { compileOperand } from './operands.ts';
import { compilePipe } from './pipes.ts';

/** What a call gives to its function, made to fit the parameters of whichever function that is in a run. */
export class ArgumentList {
  readonly #name: string;
  readonly #operands: readonly Operand[];
  readonly #isPiped: boolean;
  /** The signature that the arguments were last made to fit. */
  #signature: Signature | undefined;
  #fitted: readonly FittedOperand[] = [];
  #finalType: ParameterType | undefined;
  #problem: string | undefined;
  /** A constant at the end, which evaluates nothing but is where Go is then. */
  readonly #trailing: OperandNode | undefined;

  constructor(name: string, { operands, isPiped }: Given) {
    this.#name = name;
    this.#operands = operands.map(compileArgument);
    this.#isPiped = isPiped;
    const last = this.#operands.at(-1);
    this.#trailing = last?.evaluate === undefined ? last?.node : undefined;
  }

  /** The values as the parameters take them. The one place between a call and those within it: the stack is precious. */
  evaluate(frame: Frame, { signature }: GoFunction, final: Final): Argument[] {
    if (signature !== this.#signature) {
      this.#fit(signature);
    }
    if (this.#problem !== undefined) {
      frame.fail(this.#problem);
    }
    const args: Argument[] = [];
    // An iterator would double what this takes of the stack.
    const operands = this.#fitted;
    for (let index = 0; index < operands.length; index++) {
      const operand = operands[index] as FittedOperand;
      const { evaluate } = operand;
      args.push(evaluate === undefined ? constantOf(frame, operand) : fit(frame, evaluate(frame, MISSING), operand));
    }
    if (this.#trailing !== undefined) {
      frame.node = this.#trailing;
    }
    if (this.#finalType !== undefined) {
      args.push(accept(frame, final === MISSING ? undefined : final, this.#finalType));
    }
    return args;
  }

  #fit(signature: Signature): void {
    this.#problem = this.#countProblem(signature);
    this.#fitted = this.#operands.map((operand, index) => fitOperand(operand, parameterAt(signature, index)));
    this.#finalType = this.#isPiped ? parameterAt(signature, this.#operands.length) : undefined;
    this.#signature = signature;
  }

  #countProblem({ parameters, rest }: Signature): string | undefined {
    const written = this.#operands.length;
    const given = this.#isPiped ? written + 1 : written;
    const wanted = parameters.length;
    if (rest !== undefined) {
      return given < wanted
        ? `wrong number of args for ${this.#name}: want at least ${wanted} got ${written}`
        : undefined;
    }
    return given === wanted ? undefined : `wrong number of args for ${this.#name}: want ${wanted} got ${given}`;
  }
}

interface Operand {
  readonly node: OperandNode;
  /** Undefined of a constant, whose value depends on the parameter. */
  readonly evaluate: Evaluate | undefined;
}

/** An operand for one parameter. */
interface FittedOperand extends Operand {
  readonly type: ParameterType;
  /** Of a constant: its value, or why it is none for this parameter. */
  readonly constant: Argument | ArgumentError;
}

function compileArgument(node: OperandNode): Operand {
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'bool':
    case 'nil':
      return { node, evaluate: undefined };
    case 'pipe':
      return { node, evaluate: compilePipe(node) };
    default:
      return { node, evaluate: compileOperand(node) };
  }
}

function fitOperand({ node, evaluate }: Operand, type: ParameterType): FittedOperand {
  return { node, evaluate, type, constant: evaluate === undefined ? constantFor(node, type) : undefined };
}

function constantFor(node: OperandNode, type: ParameterType): Argument | ArgumentError {
  try {
    return acceptLiteral(node, type);
  } catch (error) {
    if (error instanceof ArgumentError) {
      return error;
    }
    throw error;
  }
}

function constantOf(frame: Frame, { node, constant }: FittedOperand): Argument {
  if (constant instanceof ArgumentError) {
    frame.node = node;
    return frame.fail(constant.message);
  }
  return constant;
}

function fit(frame: Frame, value: Value, { node, type }: FittedOperand): Argument {
  if (type === 'any') {
    return value ?? null;
  }
  return accept(frame, node.kind === 'pipe' ? (value ?? undefined) : value, type);
}

function accept(frame: Frame, value: Value, type: ParameterType): Argument {
  if (type === 'string' && typeof value === 'string') {
    return value;
  }
  try {
    return acceptValue(value, type);
  } catch (error) {
    return error instanceof ArgumentError ? frame.fail(error.message) : rethrow(error);
  }
}

function rethrow(error: unknown): never {
  throw error;
}
