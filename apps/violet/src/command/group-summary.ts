import type { Command } from './define-command.ts';

/** A group of commands is described by what is in it. */
export function groupSummary(commands: readonly Command[], path: string): string {
  const inside = commands.filter((command) => command.path.startsWith(`${path} `));
  return inside.map((command) => command.path.slice(path.length + 1)).join(', ');
}
