import { isatty } from 'node:tty';
import type { Context } from '../command/context.ts';

async function askPerson(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question, { signal });
  } finally {
    terminal.close();
  }
}

async function readInput(): Promise<string> {
  const { text } = await import('node:stream/consumers');
  return text(process.stdin);
}

export interface ProcessContext extends Context {
  /** Ends the process by the signal that has stopped it; returns where none has. */
  endIfStopped(): void;
}

/** The process itself. The first interrupt asks the command to stop, the second ends it. */
export function processContext(): ProcessContext {
  const stopping = new AbortController();
  let stoppedBy: NodeJS.Signals | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stoppedBy !== undefined) endBy(signal);
      stoppedBy = signal;
      stopping.abort();
    });
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads from a pipe may stop reading: no reason for words.
    if (error.code !== 'EPIPE') process.stderr.write(`Error: the result cannot be written: ${error.message}\n`);
    process.exit(1);
  });
  // What nobody can be told must not stop the work.
  process.stderr.on('error', () => undefined);
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    readInput,
    // Asked without process.stdin, which takes milliseconds to make.
    ...(isatty(0) && process.stderr.isTTY ? { ask: (question) => askPerson(question, stopping.signal) } : {}),
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
    signal: stopping.signal,
    endIfStopped: () => (stoppedBy === undefined ? undefined : endBy(stoppedBy)),
  };
}

/** Shells end a loop where a program ended by the interrupt, and go on where it only has an exit code. */
function endBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
