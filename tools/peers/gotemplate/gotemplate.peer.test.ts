/** Our engine and Go's text/template with sprig give the same output, or fail with the same words. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CaseFile, runProgram } from '@violet/gotemplate/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOracle, type Oracle } from './oracle.ts';
import { functionNames, program, values } from './programs.ts';

const directory = join(import.meta.dirname, '../../../packages/gotemplate/src/testdata');
const programs = Number(process.env['VIOLET_TEMPLATE_PROGRAMS'] ?? 5000);
const seed = Number(process.env['VIOLET_TEMPLATE_SEED'] ?? Date.now() % 2 ** 31);
const rewrite = process.env['VIOLET_REWRITE_CASES'] === '1';

let oracle: Oracle;
beforeAll(() => {
  oracle = buildOracle();
});
afterAll(() => oracle?.remove());

describe('case files', () => {
  it.each(readdirSync(directory).filter((name) => name.endsWith('.json')))('%s holds what Go says', (name) => {
    const file = JSON.parse(readFileSync(join(directory, name), 'utf8')) as CaseFile;
    const bare = file.cases.map(
      ({ output, error, ...rest }: CaseFile['cases'][number] & { output?: string; error?: string }) => rest,
    );
    const results = oracle.run(bare.map((one) => ({ values: file.values, ...one })));
    const cases = bare.map((one, index) => ({ ...one, ...results[index] }));
    if (rewrite) {
      const lines = cases.map((one) => JSON.stringify(one)).join(',\n');
      writeFileSync(
        join(directory, name),
        `{\n"values": ${JSON.stringify(file.values)},\n"cases": [\n${lines}\n]\n}\n`,
      );
    }

    expect(cases).toEqual(rewrite ? cases : file.cases);
  });
});

describe('generated programs', () => {
  it(`do here what they do in Go (${programs} of seed ${seed})`, () => {
    const sample = fc.sample(program, { numRuns: programs, seed }).map((one) => ({ values, ...one }));
    const expected = oracle.run(sample);
    const differences = sample.flatMap((one, index) => {
      const ours = runProgram(one);
      const same = JSON.stringify(ours) === JSON.stringify(expected[index]);
      return same ? [] : [{ template: one.template, missingKey: one.missingKey, go: expected[index], ours }];
    });
    const failing = expected.filter((result) => 'error' in result).length;
    const least = Math.min(
      ...functionNames.map((name) => sample.filter(({ template }) => template.includes(`${name} `)).length),
    );
    process.stderr.write(
      `${programs} programs, ${failing} failing, each function in at least ${least}; seed ${seed}\n`,
    );

    expect(differences.slice(0, 20)).toEqual([]);
  });
});
