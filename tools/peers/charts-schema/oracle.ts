import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Question {
  kind: 'schema' | 'set' | 'set-string' | 'set-json' | 'set-literal' | 'set-file';
  schema?: string;
  values?: unknown;
  children?: { name: string; schema: string }[];
  text?: string;
  previous?: string[];
}

export interface Answer {
  result: unknown;
  error: string;
}

/** Helm's own code, as a program that is built once. */
export interface Oracle {
  /** What Helm makes of each question, in their order. */
  ask(questions: readonly Question[]): Answer[];
  remove(): void;
}

const longestMs = 60_000;

export function buildOracle(): Oracle {
  const directory = mkdtempSync(join(tmpdir(), 'violet-charts-schema-'));
  const program = join(directory, 'charts-schema');
  const built = spawnSync('go', ['build', '-o', program, '.'], { cwd: import.meta.dirname, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`go build: ${built.error?.message ?? built.stderr}`);
  return {
    ask: (questions) => ask(program, questions),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function ask(program: string, questions: readonly Question[]): Answer[] {
  const input = questions.map((one) => `${JSON.stringify(one)}\n`).join('');
  // Nothing is to be fetched: no address leads anywhere.
  const env = { ...process.env, HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1' };
  const options = { input, env, encoding: 'utf8', maxBuffer: 2 ** 30, timeout: longestMs } as const;
  const { stdout, status, stderr, error } = spawnSync(program, options);
  if (status !== 0) throw new Error(`the Go program failed: ${error?.message ?? stderr}`);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}
