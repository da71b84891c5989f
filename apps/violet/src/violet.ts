import { CommanderError } from 'commander';
import type { Context } from './command/context.ts';
import type { Command, CommandContext, ExitCode } from './command/define-command.ts';
import { exitCodeOf } from './command/exit-code.ts';
import { flagName } from './command/flag.ts';
import { flagValues, refuseEmpty } from './command/flag-values.ts';
import { createProgram, type Invocation, type Voice } from './command/program.ts';
import { plainSwitches } from './command/switch-values.ts';
import { commands } from './commands/commands.ts';
import { errorEvent } from './events/command-event.ts';
import { createEvents } from './events/events.ts';
import { passwordsInAddresses } from './terminal/passwords-in-addresses.ts';
import { createTerminal } from './terminal/terminal.ts';
import { terminalMode } from './terminal/terminal-mode.ts';

const widestHelp = 100;

/** Runs one command line; gives the exit code and never rejects. */
export async function violet(args: readonly string[], context: Context): Promise<number> {
  const mode = terminalMode(args, commandOf(args));
  const terminal = createTerminal(context, mode);
  for (const password of passwordsInAddresses(args, context.env)) terminal.hide(password);
  const whole: CommandContext = { ...context, terminal, events: createEvents(context, terminal) };
  try {
    const invocation = parse(args, whole);
    return typeof invocation === 'number' ? invocation : ((await run(invocation, whole)) ?? 0);
  } catch (error) {
    if (mode.isDebug) terminal.debug(causesOf(error));
    return report(error, whole);
  }
}

async function run(
  { command, flags, positionals }: Invocation,
  context: CommandContext,
): Promise<ExitCode | undefined> {
  refuseEmpty(command.positionals, positionals);
  const values = flagValues(command.flags, flags, context.env);
  for (const [key, flag] of Object.entries(command.flags)) {
    if (flag.kind === 'text' && flag.secret === true) context.terminal.hide(values[key] as string | undefined);
  }
  return command.run(values as never, positionals, context);
}

/** The command that was typed, or an exit code where help was all that was wanted or the words were wrong. */
function parse(args: readonly string[], { stdout, stderr, terminal, events }: CommandContext): Invocation | number {
  let invocation: Invocation | undefined;
  const voice: Voice = {
    columns: Math.min(stdout.columns || widestHelp, widestHelp),
    help: (text) => stdout.write(text),
    reminder: (text) => (terminal.isJson ? terminal.note(text.trimEnd()) : stderr.write(text)),
    error: (words) => events.tell({ event: 'error', code: 'WrongUsage', ...words }),
  };
  const begun = commands.find(({ path }) => path.split(' ').every((word, index) => args[index] === word));
  // The others are for help and suggestions: to make them all takes longer than anything else before a command begins.
  const program = createProgram(begun === undefined ? commands : [begun], voice, (typed) => {
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

async function report(error: unknown, { signal, events }: CommandContext): Promise<ExitCode> {
  if (error instanceof CommanderError) {
    events.tell({ event: 'error', code: 'WrongUsage', message: error.message });
    return 2;
  }
  if (signal.aborted) {
    events.tell({ event: 'stopped', message: 'Stopped. Run the same command again to continue.' });
    return 1;
  }
  const { asFailure } = await import('./command/as-failure.ts');
  const failure = asFailure(error);
  if (failure !== undefined) {
    events.tell(errorEvent(failure));
    return exitCodeOf(failure);
  }
  const message = `this is a bug in violet: ${error instanceof Error ? error.message : String(error)}`;
  const hint = 'Run it again with --debug and report what it prints.';
  events.tell({ event: 'error', code: 'InternalError', message, hint });
  return 1;
}

function causesOf(error: unknown): string {
  const parts: string[] = [];
  for (let cause = error; cause instanceof Error && parts.length < 10; cause = cause.cause) {
    parts.push(cause.stack ?? cause.message);
  }
  return parts.join('\ncaused by: ');
}
