import { spawn } from 'node:child_process';
import { eventually } from './eventually.ts';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  environment?: Record<string, string>;
  input?: string;
  cwd?: string;
  timeoutMs?: number;
}

/** Runs a program to its end. Never throws for its exit code; throws when it does not end in time. */
export function run(program: string, words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { environment = {}, input, cwd, timeoutMs = 60_000 } = options;
  const child = spawn(program, words, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk) => stdout.push(chunk));
  child.stderr.on('data', (chunk) => stderr.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${program} ${words.join(' ')} did not end within ${timeoutMs} ms\n${Buffer.concat(stderr)}`));
    }, timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    });
  });
}

/** A program that is at work beside the story. */
export interface Following {
  /** Waits until what it has printed so far has this in it. */
  until(text: string, timeoutMs?: number): Promise<void>;
  end(): void;
}

/** Starts a program that prints as things happen; whoever starts it ends it. */
export function follow(program: string, words: readonly string[], environment: Record<string, string>): Following {
  const child = spawn(program, words, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let complaint = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  child.on('error', (error) => {
    complaint += error.message;
  });
  return {
    async until(text, timeoutMs = 60_000) {
      const what = `${program} ${words.join(' ')} prints ${text}`;
      const complain = () => `Printed: ${printed}${complaint}`;
      await eventually(what, async () => printed.includes(text) || undefined, { timeoutMs, everyMs: 1, complain });
    },
    end: () => child.kill('SIGKILL'),
  };
}
