import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Program {
  name: string;
  file: string;
  words: readonly string[];
  environment: Record<string, string | undefined>;
}

/** Programs of one cluster: each with a log file, stopped in the reverse order of their start. */
export class Processes {
  readonly #directory: string;
  readonly #running: { program: Program; child: ChildProcess }[] = [];

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Gives the process's id. Of the environment, what is undefined is taken away. */
  start(
    name: string,
    file: string,
    words: readonly string[],
    environment: Record<string, string | undefined> = {},
  ): number {
    const program = { name, file, words, environment };
    const child = this.#spawn(program, 'w');
    this.#running.push({ program, child });
    return child.pid ?? 0;
  }

  /** Ends a program and starts it again; its log goes on. */
  async restart(name: string): Promise<void> {
    const one = this.#running.find(({ program }) => program.name === name);
    if (one === undefined) throw new Error(`${name} was not started`);
    await terminate(one.child);
    if (this.#running.includes(one)) one.child = this.#spawn(one.program, 'a');
  }

  /** Waits until `ready` answers true; fails when the program has ended or the time is over. */
  async until(name: string, ready: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    const end = performance.now() + timeoutMs;
    while (!(await ready().catch(() => false))) {
      const child = this.#running.find(({ program }) => program.name === name)?.child;
      if (child !== undefined && child.exitCode !== null) throw new Error(`${name} ended:\n${this.#tail(name)}`);
      if (performance.now() > end) throw new Error(`${name} was not ready in ${timeoutMs} ms:\n${this.#tail(name)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    for (const { child } of this.#running.splice(0).reverse()) await terminate(child);
  }

  #spawn({ name, file, words, environment }: Program, logMode: 'w' | 'a'): ChildProcess {
    const log = openSync(join(this.#directory, `${name}.log`), logMode);
    const env = { ...process.env, ...environment };
    const child = spawn(file, words, { stdio: ['ignore', log, log], env });
    closeSync(log);
    return child;
  }

  #tail(name: string): string {
    return readFileSync(join(this.#directory, `${name}.log`), 'utf8')
      .split('\n')
      .slice(-15)
      .join('\n');
  }
}

async function terminate(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exited;
  clearTimeout(timer);
}
