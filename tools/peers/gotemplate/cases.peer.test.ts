/** The case files hold what Go says, and a case for each function and each form of the language, failing ones included. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseFile, TemplateProgram } from '@violet/gotemplate/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type About, buildOracle, type Oracle } from './oracle.ts';
import { FORM_NAMES, UNREPEATABLE } from './tally.ts';

const directory = join(import.meta.dirname, '../../../packages/gotemplate/src/testdata');
const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
const rewrite = process.env['VIOLET_REWRITE_CASES'] === '1';

let oracle: Oracle;
let about: About;
beforeAll(async () => {
  oracle = buildOracle();
  about = await oracle.about();
});
afterAll(() => oracle?.remove());

type Case = CaseFile['cases'][number] & { output?: string; error?: string };

function readFile(name: string): CaseFile {
  return JSON.parse(readFileSync(join(directory, name), 'utf8')) as CaseFile;
}

function programsOf({ values, cases }: CaseFile): TemplateProgram[] {
  return cases.map(({ output, error, ...program }: Case) => ({ values, ...program }));
}

describe('case files', () => {
  it.each(names)('%s holds what Go says', async (name) => {
    const file = readFile(name);
    const results = await oracle.run(programsOf(file));
    const cases = file.cases.map(({ output, error, ...program }: Case, index) => ({ ...program, ...results[index] }));
    if (rewrite) {
      const lines = cases.map((one) => JSON.stringify(one)).join(',\n');
      const head = `"madeBy": ${JSON.stringify(about.madeBy)},\n"values": ${JSON.stringify(file.values)}`;
      writeFileSync(join(directory, name), `{\n${head},\n"cases": [\n${lines}\n]\n}\n`);
    } else {
      expect(file.madeBy).toBe(about.madeBy);
      expect(cases).toEqual(file.cases);
    }
  });

  it('have a case for each function and each form of the language, and one for each function in which it fails', async () => {
    const programs = names.flatMap((name) => programsOf(readFile(name)));
    const used = new Set<string>();
    const failed = new Set<string>();
    for (const [index, { result, uses }] of (await oracle.watch(programs)).entries()) {
      for (const name of 'output' in result ? Object.keys(uses) : []) {
        used.add(name);
      }
      for (const word of 'error' in result ? (programs[index]?.template.match(/\w+/g) ?? []) : []) {
        failed.add(word);
      }
    }
    const functions = [...about.sprig, ...about.builtins];
    // What chance has a part in is judged by chance.peer.test.ts, and nothing comes after fail.
    const repeatable = [...functions, ...FORM_NAMES].filter((name) => !UNREPEATABLE.has(name) && name !== 'fail');

    expect(repeatable.filter((name) => !used.has(name))).toEqual([]);
    expect(functions.map((name) => name.replace(/ of Go$/, '')).filter((name) => !failed.has(name))).toEqual([]);
  });
});
