import type { Command } from '../command/define-command.ts';

export interface TerminalMode {
  isDebug: boolean;
  /** Programs read along. */
  isJson: boolean;
}

/** Read before anything else is, so that errors of the command line itself are told in the same way. */
export function terminalMode(args: readonly string[], command: Command | undefined): TerminalMode {
  const output = command?.flags['output'];
  const hasJson = output?.kind === 'text' && output.choices?.includes('json') === true;
  return {
    isDebug: args.includes('--debug') || args.includes('--debug=true'),
    isJson: hasJson && lastValue(args, '--output') === 'json',
  };
}

function lastValue(args: readonly string[], flag: string): string | undefined {
  const end = args.indexOf('--');
  const typed = end < 0 ? args : args.slice(0, end);
  const index = typed.findLastIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  return typed[index] === flag ? typed[index + 1] : typed[index]?.slice(flag.length + 1);
}
