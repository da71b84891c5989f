import type { Events } from '../events/events.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Context } from './context.ts';
import type { Flags, FlagValues } from './flag.ts';

interface Positional {
  name: string;
  description: string;
  /** One or more. */
  isVariadic?: true;
  /** Of the last ones. */
  isOptional?: true;
  /** Paths that a shell offers in its place; `archive`: .tgz files, and directories on the way. */
  completes?: 'directory' | 'archive';
}

/** What a command is given besides flags and positionals. */
export interface CommandContext extends Context {
  terminal: Terminal;
  events: Events;
}

export interface CommandDefinition<F extends Flags> {
  /** As it is typed after `violet`: `push`, `ac login`. */
  path: string;
  summary: string;
  description?: string;
  examples: readonly string[];
  positionals: readonly Positional[];
  flags: F;
  /** Gives the exit code; nothing means 0. Failures are thrown. */
  run(flags: FlagValues<F>, positionals: string[], context: CommandContext): Promise<ExitCode | undefined>;
}

/** A command as the program holds it, its flags' types forgotten. */
export type Command = CommandDefinition<Flags>;

/** 0 done, 1 failed, 2 wrong usage, 3 verification failed, 4 partly failed. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

export function defineCommand<const F extends Flags>(definition: CommandDefinition<F>): Command {
  return definition as unknown as Command;
}
