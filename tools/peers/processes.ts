import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs of one cluster: each with a log file, stopped in the reverse order of their start. */
export class Processes {
  readonly #directory: string;
  readonly #running: { name: string; child: ChildProcess }[] = [];

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Gives the process's id. Of the environment, what is undefined is taken away. */
  start(
    name: string,
    program: string,
    words: readonly string[],
    environment: Record<string, string | undefined> = {},
  ): number {
    const log = openSync(join(this.#directory, `${name}.log`), 'w');
    const env = { ...process.env, ...environment };
    const child = spawn(program, words, { stdio: ['ignore', log, log], env });
    closeSync(log);
    this.#running.push({ name, child });
    return child.pid ?? 0;
  }

  /** Waits until `ready` answers true; fails when the program has ended or the time is over. */
  async until(name: string, ready: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    const end = performance.now() + timeoutMs;
    while (!(await ready().catch(() => false))) {
      const child = this.#running.find((one) => one.name === name)?.child;
      if (child !== undefined && child.exitCode !== null) throw new Error(`${name} ended:\n${this.#tail(name)}`);
      if (performance.now() > end) throw new Error(`${name} was not ready in ${timeoutMs} ms:\n${this.#tail(name)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    for (const { child } of this.#running.splice(0).reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(timer);
    }
  }

  #tail(name: string): string {
    return readFileSync(join(this.#directory, `${name}.log`), 'utf8')
      .split('\n')
      .slice(-15)
      .join('\n');
  }
}
