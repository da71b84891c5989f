import { ArgumentError, literalValue } from '../execute/argument.ts';
import type { OperandNode } from '../parse/node.ts';
import type { Value } from '../value/value.ts';
import { compileCall } from './calls.ts';
import { type Evaluate, MISSING } from './evaluate.ts';
import { compileChain, compileField, compileVariable } from './fields.ts';
import { compilePipe } from './pipes.ts';

const NOTHING_GIVEN = { operands: [], isPiped: false } as const;

/** An operand whose type nothing asks for. */
export function compileOperand(node: OperandNode): Evaluate {
  switch (node.kind) {
    case 'field':
      return compileField(node, NOTHING_GIVEN);
    case 'chain':
      return compileChain(node, NOTHING_GIVEN);
    case 'identifier':
      return compileCall(node, node, NOTHING_GIVEN);
    case 'variable':
      return compileVariable(node, NOTHING_GIVEN);
    case 'pipe':
      return compileParentheses(compilePipe(node));
    default:
      return compileLiteral(node);
  }
}

function compileParentheses(evaluate: Evaluate): Evaluate {
  return (frame) => evaluate(frame, MISSING) ?? undefined;
}

/** The dot or a constant. */
export function compileLiteral(node: OperandNode): Evaluate {
  if (node.kind === 'dot') {
    const { slot } = node;
    return (frame) => {
      frame.node = node;
      return frame.valueAt(slot);
    };
  }
  const value = literalOrProblem(node);
  return (frame) => {
    frame.node = node;
    return value instanceof ArgumentError ? frame.fail(value.message) : value;
  };
}

function literalOrProblem(node: OperandNode): Value | ArgumentError {
  try {
    return literalValue(node);
  } catch (error) {
    if (error instanceof ArgumentError) {
      return error;
    }
    throw error;
  }
}
