import { isTrue } from '../value/inspect.ts';
import type { Value } from '../value/value.ts';
import type { Given } from './commands.ts';
import { type Evaluate, MISSING } from './evaluate.ts';
import { compileOperand } from './operands.ts';

/** Go's `and` and `or`, which look at no more arguments than they must. */
export function compileLogic(name: 'and' | 'or', { operands, isPiped }: Given): Evaluate {
  if (operands.length === 0 && !isPiped) {
    return (frame) => frame.fail(`wrong number of args for ${name}: want at least 1 got 0`);
  }
  const ends = name === 'or';
  const evaluators = operands.map(compileReflected);
  return (frame, final) => {
    let value: Value;
    for (let index = 0; index < evaluators.length; index++) {
      value = evaluators[index]?.(frame, MISSING);
      if (isTrue(value) === ends) {
        return value;
      }
    }
    return final === MISSING ? value : final;
  };
}

function compileReflected(node: Given['operands'][number]): Evaluate {
  if (node.kind !== 'nil') {
    return compileOperand(node);
  }
  return (frame) => {
    frame.node = node;
    return undefined;
  };
}
