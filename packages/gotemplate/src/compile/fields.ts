import { type Held, type LastStep, stepInto } from '../execute/field.ts';
import type { Frame } from '../execute/frame.ts';
import type { ChainNode, FieldNode, OperandNode, VariableNode } from '../parse/node.ts';
import { quickEntry } from '../value/entries.ts';
import type { Value } from '../value/value.ts';
import { ArgumentList } from './arguments.ts';
import { type Given, isGiven } from './commands.ts';
import { type Evaluate, type Final, MISSING } from './evaluate.ts';
import { compileOperand } from './operands.ts';
import { slotOf } from './variables.ts';

/** A path of fields behind something; its last one may be a method that is given something. */
interface Path {
  readonly node: OperandNode;
  readonly names: readonly string[];
  readonly last: LastStep | undefined;
}

function pathOf(node: OperandNode, names: readonly string[], given: Given): Path {
  const list = isGiven(given) ? new ArgumentList(names.at(-1) ?? '', given) : undefined;
  return { node, names, last: list && { evaluateArguments: (frame, fn, final) => list.evaluate(frame, fn, final) } };
}

export function compileField(node: FieldNode, given: Given): Evaluate {
  return compileFrom(node, node.dot, pathOf(node, node.path, given));
}

export function compileVariable(node: VariableNode, given: Given): Evaluate {
  const [slot, ...others] = node.slots;
  const path = pathOf(node, node.path.slice(1), given);
  if (slot !== undefined && others.length === 0 && node.isCertain) {
    return node.path.length === 1 ? compileSlot(node, slot) : compileFrom(node, slot, path);
  }
  return (frame, final) => {
    frame.node = node;
    const found = slotOf(frame, node);
    const start = { value: frame.valueAt(found), inInterface: frame.slots[found + 1] === true };
    return path.names.length === 0 ? start.value : walk(frame, start, path, final);
  };
}

function compileSlot(node: OperandNode, slot: number): Evaluate {
  return (frame) => {
    frame.node = node;
    return frame.valueAt(slot);
  };
}

/** Behind the value of a slot: entries of maps are had at once, everything else by walking. */
function compileFrom(node: OperandNode, slot: number, path: Path): Evaluate {
  const { names } = path;
  if (path.last !== undefined) {
    return (frame, final) => {
      frame.node = node;
      return walk(frame, heldIn(frame, slot), path, final);
    };
  }
  return (frame) => {
    frame.node = node;
    let value = frame.valueAt(slot);
    for (let index = 0; index < names.length; index++) {
      const found = quickEntry(value, names[index] as string);
      if (found === undefined) {
        return walk(frame, heldIn(frame, slot), path, MISSING);
      }
      value = found;
    }
    return value;
  };
}

function heldIn(frame: Frame, slot: number): Held {
  return { value: frame.valueAt(slot), inInterface: frame.slots[slot + 1] === true };
}

export function compileChain(node: ChainNode, given: Given): Evaluate {
  const evaluateBase = compileOperand(node.base);
  const path = pathOf(node, node.path, given);
  return (frame, final) => {
    frame.node = node;
    const value: Value = evaluateBase(frame, MISSING);
    return walk(frame, { value, inInterface: false }, path, final);
  };
}

function walk(frame: Frame, start: Held, { node, names, last }: Path, final: Final): Value {
  let held = start;
  for (let index = 0; index < names.length; index++) {
    const isLast = index === names.length - 1;
    held = stepInto(frame, held, names[index] as string, { node, last: isLast ? last : undefined, final });
  }
  return held.value;
}
