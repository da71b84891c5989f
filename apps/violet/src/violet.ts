import { CommanderError } from 'commander';
import type { Context } from './command/context.ts';
import type { Command, ExitCode } from './command/define-command.ts';
import { flagName } from './command/flag.ts';
import { flagValues } from './command/flag-values.ts';
import { createProgram, type Invocation } from './command/program.ts';
import { plainSwitches } from './command/switch-values.ts';
import { commands } from './commands/commands.ts';
import { createTerminal, type Terminal } from './terminal/terminal.ts';

/** Runs one command line; gives the exit code and never rejects. */
export async function violet(args: readonly string[], context: Context): Promise<number> {
  const isDebug = args.includes('--debug') || args.includes('--debug=true');
  const terminal = createTerminal(context, isDebug);
  try {
    const invocation = parse(args, context);
    return typeof invocation === 'number' ? invocation : ((await run(invocation, context, terminal)) ?? 0);
  } catch (error) {
    return report(error, context, terminal, isDebug);
  }
}

async function run(
  { command, flags, positionals }: Invocation,
  context: Context,
  terminal: Terminal,
): Promise<ExitCode | undefined> {
  const values = flagValues(command.flags, flags, context.env);
  for (const [key, flag] of Object.entries(command.flags)) {
    if (flag.kind === 'text' && flag.secret === true) terminal.hide(values[key] as string | undefined);
  }
  return command.run(values as never, positionals, { ...context, terminal });
}

/** The command that was typed, or an exit code where help was all that was wanted or the words were wrong. */
function parse(args: readonly string[], context: Context): Invocation | number {
  let invocation: Invocation | undefined;
  const program = createProgram(commands, context, (typed) => {
    invocation = typed;
  });
  try {
    const typed = args.length === 0 ? ['--help'] : plainSwitches(args, switchesOf(commandOf(args)));
    program.parse(typed, { from: 'user' });
  } catch (error) {
    // Commander has printed the help or its own errors by now.
    if (error instanceof CommanderError && error.code.startsWith('commander.')) {
      return error.exitCode === 0 ? 0 : 2;
    }
    throw error;
  }
  return invocation ?? 2;
}

function commandOf(args: readonly string[]): Command | undefined {
  const words = args.filter((arg) => !arg.startsWith('-'));
  return commands.find(({ path }) => path.split(' ').every((word, index) => words[index] === word));
}

function switchesOf(command: Command | undefined): Set<string> {
  const flags = Object.entries(command?.flags ?? {});
  return new Set(flags.flatMap(([key, flag]) => (flag.kind === 'switch' ? [flagName(key, flag)] : [])));
}

async function report(error: unknown, context: Context, terminal: Terminal, isDebug: boolean): Promise<ExitCode> {
  if (error instanceof CommanderError) {
    terminal.note(`Error: ${error.message}`);
    return 2;
  }
  if (isDebug) terminal.debug(causesOf(error));
  if (context.signal.aborted) {
    terminal.note('Stopped. Run the same command again to continue.');
    return 1;
  }
  const [{ Failure }, { exitCodeOf }] = await Promise.all([
    import('@violet/machinery'),
    import('./command/exit-code.ts'),
  ]);
  if (error instanceof Failure) {
    terminal.note(`Error: ${error.message}`);
    if (error.hint !== undefined) terminal.note(`Hint: ${error.hint}`);
    return exitCodeOf(error);
  }
  terminal.note(`Error: this is a bug in violet: ${error instanceof Error ? error.message : String(error)}`);
  terminal.note('Hint: Run it again with --debug and report what it prints.');
  return 1;
}

function causesOf(error: unknown): string {
  const parts: string[] = [];
  for (let cause = error; cause instanceof Error && parts.length < 10; cause = cause.cause) {
    parts.push(cause.stack ?? cause.message);
  }
  return parts.join('\ncaused by: ');
}
