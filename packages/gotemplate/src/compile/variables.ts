import { type Frame, UNDECLARED } from '../execute/frame.ts';
import type { PipeNode, VariableNode } from '../parse/node.ts';
import type { Value } from '../value/value.ts';
import { type Evaluate, MISSING } from './evaluate.ts';

/** Where the value of a variable is in this run; fails if no declaration was come by. */
export function slotOf(frame: Frame, { path, slots }: VariableNode): number {
  for (const slot of slots) {
    if (frame.slots[slot] !== UNDECLARED) {
      return slot;
    }
  }
  return frame.fail(`undefined variable: ${path[0]}`);
}

export function assignVariable(frame: Frame, variable: VariableNode, value: Value, inInterface: boolean): void {
  frame.setValue(slotOf(frame, variable), value, inInterface);
}

/** A pipe that gives its value to the variables on its left side. */
export function compileDeclarations({ declarations, isAssign }: PipeNode, evaluate: Evaluate): Evaluate {
  if (isAssign) {
    return (frame) => {
      const value = evaluate(frame, MISSING) ?? undefined;
      for (const variable of declarations) {
        assignVariable(frame, variable, value, false);
      }
      return value;
    };
  }
  const slots = declarations.flatMap((variable) => variable.slots);
  return (frame) => {
    const value = evaluate(frame, MISSING) ?? undefined;
    for (const slot of slots) {
      frame.setValue(slot, value, false);
    }
    return value;
  };
}

/** A pipe within which variables are declared by what may be skipped. */
export function compileUncertain(slots: readonly number[], evaluate: Evaluate): Evaluate {
  return (frame, final) => {
    for (const slot of slots) {
      frame.slots[slot] = UNDECLARED;
    }
    return evaluate(frame, final);
  };
}
