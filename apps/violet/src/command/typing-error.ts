import { CommanderError } from 'commander';

/**
 * Something on the command line that no command could be started with. Commander's own error, because it is at hand before
 * anything else is loaded; once a command runs it throws `wrongUsage`.
 */
export function typingError(message: string): CommanderError {
  return new CommanderError(2, 'violet.typing', message);
}

/** What commander says of such an error, without values: a mistyped flag may hold a secret. */
export function typingErrorWords(text: string): { message: string; hint?: string } {
  const [first = '', ...rest] = text.trim().split('\n');
  const message = first
    .replace(/^error: /, '')
    .replace(/^(unknown option '[^=']*)=.*'$/s, "$1'")
    .replace(/^(too many arguments.* but got \d+): .*$/s, '$1');
  const hint = rest.join(' ').replace(/^\((.*)\)$/, '$1');
  return hint === '' ? { message } : { message, hint };
}
