import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Conversion } from '@violet/charts/testing';

/** Helm's conversions in Go, as a program that is built once. */
export interface Oracle {
  /** What comes of each; undefined where Go's own result differs from run to run. */
  run(conversions: readonly Conversion[]): (string | undefined)[];
  remove(): void;
}

const longestMs = 120_000;

export function buildOracle(): Oracle {
  const directory = mkdtempSync(join(tmpdir(), 'violet-charts-yaml-'));
  const program = join(directory, 'charts-yaml');
  const built = spawnSync('go', ['build', '-o', program, '.'], { cwd: import.meta.dirname, encoding: 'utf8' });
  if (built.status !== 0) {
    throw new Error(`go build: ${built.error?.message ?? built.stderr}`);
  }
  return {
    run: (conversions) => ask(program, conversions),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function ask(program: string, conversions: readonly Conversion[]): (string | undefined)[] {
  const lines = conversions.map((conversion) => JSON.stringify(conversion));
  const options = { input: `${lines.join('\n')}\n`, encoding: 'utf8', maxBuffer: 2 ** 30, timeout: longestMs } as const;
  const { stdout, status, stderr, error } = spawnSync(program, options);
  if (status !== 0) {
    throw new Error(`the Go program failed: ${error?.message ?? stderr}`);
  }
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { output, unsettled } = JSON.parse(line) as { output: string; unsettled?: boolean };
      return unsettled === true ? undefined : output;
    });
}
