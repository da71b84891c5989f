import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CaseFile, runProgram } from './testing.ts';

/** Deriving passwords is made to be slow. */
const costlyMs = 60_000;

const directory = join(import.meta.dirname, 'testdata');

describe.each(readdirSync(directory).filter((name) => name.endsWith('.json')))('%s', (name) => {
  const { values, cases } = JSON.parse(readFileSync(join(directory, name), 'utf8')) as CaseFile;

  it.each(cases)(
    '$template',
    ({ output, error, ...program }: CaseFile['cases'][number] & { output?: string; error?: string }) => {
      const result = runProgram({ values, ...program });

      expect(result).toEqual(error === undefined ? { output } : { error });
    },
    costlyMs,
  );
});
