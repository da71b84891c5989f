import type { Frame } from '../execute/frame.ts';
import { type Loop, startLoop } from '../execute/loop.ts';
import type { NextStep, RangeStep } from '../parse/node.ts';
import type { Value } from '../value/value.ts';
import { MISSING } from './evaluate.ts';
import { compilePipe } from './pipes.ts';
import type { RunStep } from './program.ts';
import { assignVariable } from './variables.ts';

/** The step that begins a loop, at the `next` step behind it. */
export function compileRange({ pipe, loop: slot, otherwise }: RangeStep, next: number): RunStep {
  const evaluate = compilePipe(pipe);
  const variables = pipe.declarations.length;
  return (frame) => {
    const loop = startLoop(frame, evaluate(frame, MISSING), variables);
    if (loop === undefined) {
      return otherwise;
    }
    frame.slots[slot] = loop;
    return next;
  };
}

/** The step that takes the next element. */
export function compileNext({ range, dot, after }: NextStep, body: number): RunStep {
  const { loop: slot, pipe } = range;
  const setVariables = compileVariables(range);
  return (frame) => {
    const loop = frame.slots[slot] as Loop;
    if (!loop.advance()) {
      return after;
    }
    const { element } = loop;
    frame.setValue(dot, element, loop.inInterface);
    if (pipe.declarations.length > 0) {
      setVariables(frame, loop, element);
    }
    return body;
  };
}

type SetVariables = (frame: Frame, loop: Loop, element: Value) => void;

/** With two variables, the first is the key. */
function compileVariables({ pipe }: RangeStep): SetVariables {
  const element = pipe.declarations.at(-1);
  const key = pipe.declarations.length > 1 ? pipe.declarations[0] : undefined;
  if (pipe.isAssign) {
    return (frame, loop, value) => {
      if (key !== undefined) {
        assignVariable(frame, key, loop.key, false);
      }
      if (element !== undefined) {
        assignVariable(frame, element, value, loop.inInterface);
      }
    };
  }
  const [elementSlot = 0] = element?.slots ?? [];
  const [keySlot] = key?.slots ?? [];
  return (frame, loop, value) => {
    frame.setValue(elementSlot, value, loop.inInterface);
    if (keySlot !== undefined) {
      frame.setValue(keySlot, loop.key, false);
    }
  };
}
