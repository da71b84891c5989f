import { spawn } from 'node:child_process';
import { root } from './source-files.ts';

export interface Step {
  name: string;
  /** Program of node_modules/.bin or a path, and its words. */
  command: readonly string[];
}

interface Result {
  step: Step;
  code: number;
  output: string;
  seconds: number;
}

/** Runs the steps, `together` at a time; prints one line each, and the output of those that failed. */
export async function runSteps(steps: readonly Step[], together = 2): Promise<boolean> {
  const waiting = [...steps];
  const results: Result[] = [];
  const worker = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const result = await run(step);
      results.push(result);
      process.stdout.write(`${result.code === 0 ? 'ok  ' : 'FAIL'} ${step.name} (${result.seconds.toFixed(1)} s)\n`);
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
  for (const { step, code, output } of results) if (code !== 0) process.stdout.write(`\n--- ${step.name}\n${output}\n`);
  return results.every(({ code }) => code === 0);
}

function run(step: Step): Promise<Result> {
  const started = performance.now();
  const [program = '', ...words] = step.command;
  const child = spawn(program, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  return new Promise((resolve) => {
    const end = (code: number, extra = '') =>
      resolve({
        step,
        code,
        output: Buffer.concat(chunks).toString() + extra,
        seconds: (performance.now() - started) / 1000,
      });
    child.on('error', (error) => end(1, error.message));
    child.on('close', (code) => end(code ?? 1));
  });
}
