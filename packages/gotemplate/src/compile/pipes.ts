import type { PipeNode } from '../parse/node.ts';
import { compileCommand } from './commands.ts';
import { type Evaluate, MISSING } from './evaluate.ts';
import { compileDeclarations, compileUncertain } from './variables.ts';

/** A pipeline; its value may be null where Go has none, so that whoever keeps it makes that undefined. */
export function compilePipe(pipe: PipeNode): Evaluate {
  const evaluate = compileCommands(pipe);
  const declaring = pipe.declarations.length === 0 ? evaluate : compileDeclarations(pipe, evaluate);
  return pipe.uncertain.length === 0 ? declaring : compileUncertain(pipe.uncertain, declaring);
}

function compileCommands(pipe: PipeNode): Evaluate {
  const commands = pipe.commands.map((command, index) => compileCommand(command, pipe, index > 0));
  const [first, second] = commands;
  if (first !== undefined && commands.length === 1) {
    return first;
  }
  if (first !== undefined && second !== undefined && commands.length === 2) {
    return (frame) => second(frame, first(frame, MISSING) ?? undefined);
  }
  return (frame) => {
    let value: ReturnType<Evaluate>;
    for (let index = 0; index < commands.length; index++) {
      value = commands[index]?.(frame, index === 0 ? MISSING : value) ?? undefined;
    }
    return value;
  };
}
