import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TemplateProgram, TemplateResult } from '@violet/gotemplate/testing';

/** Go's text/template with sprig, as a program that is built once. */
export interface Oracle {
  /** What Go makes of each program, in their order. */
  run(programs: readonly TemplateProgram[]): TemplateResult[];
  remove(): void;
}

/** Go has no limits: a generated program may keep it busy for minutes. */
const longestMs = 60_000;

export function buildOracle(): Oracle {
  const directory = mkdtempSync(join(tmpdir(), 'violet-gotemplate-'));
  const program = join(directory, 'gotemplate');
  const built = spawnSync('go', ['build', '-o', program, '.'], { cwd: import.meta.dirname, encoding: 'utf8' });
  if (built.status !== 0) {
    throw new Error(`go build: ${built.error?.message ?? built.stderr}`);
  }
  return {
    run: (programs) => ask(program, programs),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function ask(program: string, programs: readonly TemplateProgram[]): TemplateResult[] {
  const input = programs.map((one) => `${JSON.stringify(one)}\n`).join('');
  const options = { input, encoding: 'utf8', maxBuffer: 2 ** 30, timeout: longestMs } as const;
  const { stdout, status, stderr, error } = spawnSync(program, options);
  if (status !== 0) {
    throw new Error(`the Go program failed: ${error?.message ?? stderr}`);
  }
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { output, error } = JSON.parse(line) as { output: string; error?: string };
      return error === undefined ? { output } : { error };
    });
}
