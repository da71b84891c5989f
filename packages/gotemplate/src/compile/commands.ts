import type { AnyNode, CommandNode, OperandNode, PipeNode } from '../parse/node.ts';
import { nodeText } from '../parse/node-text.ts';
import { compileCall } from './calls.ts';
import type { Evaluate } from './evaluate.ts';
import { compileChain, compileField, compileVariable } from './fields.ts';
import { compileLiteral, compileOperand } from './operands.ts';

/** A command of a pipe; `isPiped` where another command gives it a value. */
export function compileCommand(command: CommandNode, pipe: PipeNode, isPiped: boolean): Evaluate {
  const [first, ...operands] = command.args;
  if (first === undefined) {
    return () => undefined;
  }
  const given = { operands, isPiped };
  switch (first.kind) {
    case 'field':
      return compileField(first, given);
    case 'chain':
      return compileChain(first, given);
    case 'identifier':
      return compileCall(first, command, given);
    case 'variable':
      return first.path.length > 1 || !isGiven(given) ? compileVariable(first, given) : refuseAfter(first);
    case 'pipe':
      return isGiven(given) ? refuse(first, isPiped ? undefined : pipe) : compileOperand(first);
    case 'nil':
      return isGiven(given) ? refuse(first, first) : failing('nil is not a command', first);
    default:
      return isGiven(given) ? refuse(first, first) : compileLiteral(first);
  }
}

/** What a command gives to its first word. */
export interface Given {
  readonly operands: readonly OperandNode[];
  readonly isPiped: boolean;
}

export function isGiven({ operands, isPiped }: Given): boolean {
  return isPiped || operands.length > 0;
}

function failing(message: string, at: AnyNode | undefined): Evaluate {
  return (frame) => {
    frame.node = at ?? frame.node;
    return frame.fail(message);
  };
}

function refuse(first: OperandNode, at: AnyNode | undefined): Evaluate {
  return failing(`can't give argument to non-function ${nodeText(first)}`, at);
}

/** The variable is looked for first. */
function refuseAfter(first: OperandNode): Evaluate {
  const evaluate = compileOperand(first);
  const fail = refuse(first, first);
  return (frame, final) => {
    evaluate(frame, final);
    return fail(frame, final);
  };
}
