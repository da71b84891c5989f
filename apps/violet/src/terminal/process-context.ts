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

/** The process itself. The first interrupt asks the command to stop, the second ends it. */
export function processContext(): Context {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(1);
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
  };
}
