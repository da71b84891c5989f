import type { Context } from '../command/context.ts';
import type { Progress } from '../progress/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { CommandEvent, Doing, ProgressEvent } from './command-event.ts';
import { eventWords } from './event-words.ts';

/** Where a command tells what happens: JSON lines for programs, notes and a bar for people. */
export interface Events {
  tell(event: Exclude<CommandEvent, ProgressEvent>): void;
  /** Shows how far something has come, from its `start` to its `stop`. */
  progress(doing: Doing): Promise<Progress>;
}

export function createEvents(context: Context, terminal: Terminal): Events {
  return {
    tell(event) {
      if (terminal.isJson) return terminal.event(event);
      const words = eventWords(event);
      if (words === undefined) return;
      if ('notes' in words) for (const note of words.notes) terminal.note(note);
      else terminal.debug(words.debug);
    },
    async progress(doing) {
      const { createProgress } = await import('../progress/progress.ts');
      return createProgress(doing, context, terminal);
    },
  };
}
