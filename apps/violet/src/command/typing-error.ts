import { CommanderError } from 'commander';

/**
 * Something on the command line that no command could be started with. Commander's own error, because it is at hand before
 * anything else is loaded; once a command runs it throws `wrongUsage`.
 */
export function typingError(message: string): CommanderError {
  return new CommanderError(2, 'violet.typing', message);
}
