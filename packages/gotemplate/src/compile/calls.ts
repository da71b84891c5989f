import { type Called, invoke } from '../execute/invoke.ts';
import type { FunctionScope } from '../execute/run.ts';
import { display } from '../format/printer.ts';
import type { AnyNode, IdentifierNode, OperandNode } from '../parse/node.ts';
import { nodeText } from '../parse/node-text.ts';
import { quote } from '../text/quote.ts';
import { ArgumentList } from './arguments.ts';
import type { Given } from './commands.ts';
import { type Evaluate, type Final, MISSING } from './evaluate.ts';
import { compileLogic } from './logic.ts';

/** A call of the function that the run finds under a name. */
export function compileCall(node: IdentifierNode, at: AnyNode, given: Given): Evaluate {
  const { name } = node;
  const list = new ArgumentList(name, given);
  const special = specialForms(node, given);
  let scope: FunctionScope | undefined;
  let called: Called | undefined;
  let isBuiltin = false;
  return (frame, final) => {
    frame.node = node;
    if (frame.run.functions !== scope) {
      scope = frame.run.functions;
      const found = scope.find(name);
      called = found === undefined ? undefined : { fn: found.fn, name, at };
      isBuiltin = found?.isBuiltin ?? false;
    }
    if (called === undefined) {
      return frame.fail(`${quote(name)} is not a defined function`);
    }
    if (special?.evaluate !== undefined && isBuiltin) {
      return special.evaluate(frame, final);
    }
    const args = list.evaluate(frame, called.fn, final);
    if (special?.leading !== undefined && isBuiltin) {
      args.unshift(special.leading(final));
    }
    return invoke(frame, called, args);
  };
}

/** What Go's own functions of a name have that no other function has. */
interface SpecialForm {
  readonly evaluate?: Evaluate;
  readonly leading?: (final: Final) => string;
}

function specialForms({ name }: IdentifierNode, given: Given): SpecialForm | undefined {
  switch (name) {
    case 'and':
    case 'or':
      return { evaluate: compileLogic(name, given) };
    case 'call':
      return { leading: (final) => calleeName(given.operands[0], final) };
    default:
      return undefined;
  }
}

/** `call` is told what the template calls its function. */
function calleeName(first: OperandNode | undefined, final: Final): string {
  return first === undefined ? display(final === MISSING ? undefined : final) : nodeText(first);
}
