import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runConversion } from '../testing/conversion.ts';

const directory = join(import.meta.dirname, '../../testdata/conversions');

interface Case {
  op: string;
  text?: string;
  value?: unknown;
  output: string;
}

describe.each(readdirSync(directory))('%s', (name) => {
  const cases = JSON.parse(readFileSync(join(directory, name), 'utf8')) as Case[];

  it('comes out as in Go', () => {
    const ours = cases.map(({ text, output: _, ...rest }) =>
      runConversion(text === undefined ? rest : { ...rest, text: Buffer.from(text).toString('base64') }),
    );

    expect(cases.map((one, index) => ({ ...one, output: ours[index] }))).toEqual(cases);
  });
});
