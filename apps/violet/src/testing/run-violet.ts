import { join } from 'node:path';
import type { Context } from '../command/context.ts';
import { violet } from '../violet.ts';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line in this process, with an environment of its own. */
export async function runViolet(
  args: readonly string[],
  options: {
    cwd: string;
    env?: Record<string, string>;
    signal?: AbortSignal;
    input?: string;
    isTTY?: boolean;
    now?: () => Date;
    /** What a person answers. */
    answer?: string;
  },
): Promise<Ran> {
  const ran = { code: -1, stdout: '', stderr: '' };
  const context: Context = {
    stdout: { write: (text) => (ran.stdout += text), isTTY: options.isTTY ?? false },
    stderr: { write: (text) => (ran.stderr += text) },
    readInput: async () => options.input ?? '',
    ...(options.answer === undefined ? {} : { ask: async (question) => answerTo(question, options.answer ?? '', ran) }),
    env: { VIOLET_STATE_DIR: join(options.cwd, '.violet-state'), ...options.env },
    cwd: options.cwd,
    now: options.now ?? (() => new Date()),
    signal: options.signal ?? new AbortController().signal,
  };
  ran.code = await violet(args, context);
  return ran;
}

function answerTo(question: string, answer: string, ran: Ran): string {
  ran.stderr += question;
  return answer;
}
