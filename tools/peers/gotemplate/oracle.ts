import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fromBytes } from '@violet/gotemplate';
import { caseEnvironment, type TemplateProgram, type TemplateResult } from '@violet/gotemplate/testing';

/** What of the language a program used until it ended, and how often. */
export type Uses = Readonly<Record<string, number>>;

/** What made the answers, and the functions that templates can call. */
export interface About {
  madeBy: string;
  sprig: string[];
  builtins: string[];
}

/** A value that our functions made by chance or by the clock: fields as the peer's `claim`. */
export type Claim = { check: string; value: string } & { [field: string]: string };

/** Go's text/template with sprig, as a program that is built once. */
export interface Oracle {
  /** What Go makes of each program, in their order. */
  run(programs: readonly TemplateProgram[]): Promise<TemplateResult[]>;
  /** The same, and what each program used. */
  watch(programs: readonly TemplateProgram[]): Promise<{ result: TemplateResult; uses: Uses; isSlow: boolean }[]>;
  /** Why Go does not accept a value; undefined for one that it does. */
  objections(claims: readonly Claim[]): Promise<(string | undefined)[]>;
  about(): Promise<About>;
  remove(): void;
}

interface Answer {
  output: string;
  error?: string;
  base64?: boolean;
  uses?: Uses;
  slow?: boolean;
}

export function buildOracle(): Oracle {
  const directory = mkdtempSync(join(tmpdir(), 'violet-gotemplate-'));
  const program = join(directory, 'gotemplate');
  // Go's own functions are not exported; without the check the program may still count their calls.
  const build = ['build', '-ldflags=-checklinkname=0', '-o', program, '.'];
  const built = spawnSync('go', build, { cwd: import.meta.dirname, encoding: 'utf8' });
  if (built.status !== 0) {
    throw new Error(`go build: ${built.error?.message ?? built.stderr}`);
  }
  const watch: Oracle['watch'] = async (programs) => {
    const answers = await ask<Answer>(
      program,
      programs.map((one) => ({ ...one, count: true })),
    );
    return answers.map((one) => ({ result: resultOf(one), uses: one.uses ?? {}, isSlow: one.slow ?? false }));
  };
  return {
    run: async (programs) => (await ask<Answer>(program, programs)).map(resultOf),
    watch,
    objections: async (claims) => (await ask<Answer>(program, claims)).map(({ error }) => error),
    about: async () => {
      const [about] = await ask<About>(program, [{ ask: 'about' }]);
      if (about === undefined) {
        throw new Error('the Go program says nothing about itself');
      }
      return about;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A line for each question, a line for each answer. */
async function ask<T>(program: string, questions: readonly object[]): Promise<T[]> {
  const child = spawn(program, { env: { ...process.env, ...caseEnvironment }, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => {
    // It ended early, which its exit code and its messages explain.
  });
  child.stdin.end(questions.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const exit = new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', reject);
  });
  const [output, code] = await Promise.all([text(child.stdout), exit]);
  if (code !== 0) {
    throw new Error(`the Go program ended with ${code}`);
  }
  const lines = output.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as T);
}

function resultOf({ output, error, base64 }: Answer): TemplateResult {
  const decode = (one: string) => (base64 === true ? fromBytes(Buffer.from(one, 'base64')) : one);
  return error === undefined ? { output: decode(output) } : { error: decode(error) };
}
