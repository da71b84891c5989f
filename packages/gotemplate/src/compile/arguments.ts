import { type Argument, ArgumentError, acceptLiteral, acceptValue } from '../execute/argument.ts';
import type { Frame } from '../execute/frame.ts';
import { type GoFunction, type ParameterType, parameterAt, type Signature } from '../function.ts';
import type { OperandNode } from '../parse/node.ts';
import type { Value } from '../value/value.ts';
import type { Given } from './commands.ts';
import { type Evaluate, type Final, MISSING } from './evaluate.ts';
import { compileOperand } from './operands.ts';

type EvaluateArguments = (frame: Frame, final: Final) => Argument[];

/** What a call gives to its function, made to fit the parameters of whichever function that is in a run. */
export class ArgumentList {
  readonly #name: string;
  readonly #operands: readonly Operand[];
  readonly #isPiped: boolean;
  #signature: Signature | undefined;
  #evaluate: EvaluateArguments;

  constructor(name: string, { operands, isPiped }: Given) {
    this.#name = name;
    this.#operands = operands.map(compileArgument);
    this.#isPiped = isPiped;
    this.#evaluate = () => [];
  }

  evaluate(frame: Frame, fn: GoFunction, final: Final): Argument[] {
    const { signature } = fn;
    if (signature !== this.#signature) {
      this.#evaluate = this.#fit(signature);
      this.#signature = signature;
    }
    return this.#evaluate(frame, final);
  }

  #fit(signature: Signature): EvaluateArguments {
    const problem = this.#countProblem(signature);
    if (problem !== undefined) {
      return (frame) => frame.fail(problem);
    }
    const slots = this.#operands.map((operand, index) => fitOperand(operand, parameterAt(signature, index)));
    if (!this.#isPiped) {
      return evaluateAll(slots);
    }
    const evaluate = evaluateAll(slots);
    const type = parameterAt(signature, slots.length);
    return (frame, final) => {
      const args = evaluate(frame, final);
      args.push(accept(frame, final === MISSING ? undefined : final, type));
      return args;
    };
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

function compileArgument(node: OperandNode): Operand {
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'bool':
    case 'nil':
      return { node, evaluate: undefined };
    default:
      return { node, evaluate: compileOperand(node) };
  }
}

/** An operand for one parameter: a constant that fits, or what is to be evaluated. */
interface FittedOperand {
  readonly constant: Argument;
  readonly evaluate: ((frame: Frame) => Argument) | undefined;
  readonly node: OperandNode;
}

function fitOperand({ node, evaluate }: Operand, type: ParameterType): FittedOperand {
  if (evaluate === undefined) {
    return fitConstant(node, type);
  }
  return { constant: undefined, evaluate: fitEvaluate(evaluate, type), node };
}

function fitEvaluate(evaluate: Evaluate, type: ParameterType): (frame: Frame) => Argument {
  switch (type) {
    case 'any':
      return (frame) => evaluate(frame, MISSING) ?? null;
    case 'reflect':
      return (frame) => evaluate(frame, MISSING);
    default:
      return (frame) => accept(frame, evaluate(frame, MISSING), type);
  }
}

function fitConstant(node: OperandNode, type: ParameterType): FittedOperand {
  try {
    return { constant: acceptLiteral(node, type), evaluate: undefined, node };
  } catch (error) {
    if (!(error instanceof ArgumentError)) {
      throw error;
    }
    const evaluate = (frame: Frame) => {
      frame.node = node;
      return frame.fail(error.message);
    };
    return { constant: undefined, evaluate, node };
  }
}

/** Most calls have few arguments: a loop for those alone that have more. */
function evaluateAll(operands: readonly FittedOperand[]): EvaluateArguments {
  const constants = operands.map(({ constant }) => constant);
  const last = operands.at(-1);
  const trailing = last?.evaluate === undefined ? last?.node : undefined;
  const [first] = operands;
  if (first?.evaluate !== undefined && operands.length === 1) {
    const { evaluate } = first;
    return (frame) => [evaluate(frame)];
  }
  return (frame) => {
    const args = constants.slice();
    for (let index = 0; index < operands.length; index++) {
      const evaluate = operands[index]?.evaluate;
      if (evaluate !== undefined) {
        args[index] = evaluate(frame);
      }
    }
    if (trailing !== undefined) {
      frame.node = trailing;
    }
    return args;
  };
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
