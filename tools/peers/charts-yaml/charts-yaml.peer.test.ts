/** Texts of YAML, JSON and TOML are read and written here as Helm's libraries do it in Go, or refused in their words. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Conversion, runConversion } from '@violet/charts/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from './conversions.ts';
import { buildOracle, type Oracle } from './oracle.ts';

const directory = join(import.meta.dirname, '../../../packages/charts/testdata/conversions');
const documents = Number(process.env['VIOLET_YAML_DOCUMENTS'] ?? 20_000);
const seed = Number(process.env['VIOLET_YAML_SEED'] ?? process.env['VIOLET_SEED'] ?? Date.now() % 2 ** 31);
const rewrite = process.env['VIOLET_REWRITE_CASES'] === '1';

let oracle: Oracle;
beforeAll(() => {
  oracle = buildOracle();
});
afterAll(() => oracle?.remove());

describe('case files', () => {
  it.each(readdirSync(directory))('%s holds what Go says', (name) => {
    const file = JSON.parse(readFileSync(join(directory, name), 'utf8')) as Record<string, unknown>[];
    const bare = file.map(({ output: _, ...conversion }) => conversion as { op: string; text?: string });
    const outputs = oracle.run(bare.map(encoded));
    const cases = bare.map((conversion, index) => ({ ...conversion, output: outputs[index] }));
    if (rewrite) {
      writeFileSync(join(directory, name), `[\n${cases.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
    }

    expect(cases).toEqual(rewrite ? cases : file);
  });
});

/** In case files texts are written plainly. */
function encoded({ text, ...rest }: { op: string; text?: string }): Conversion {
  return text === undefined ? rest : { ...rest, text: Buffer.from(text).toString('base64') };
}

describe('generated texts and values', () => {
  it(`come out here as in Go (${documents} of seed ${seed})`, { timeout: 300_000 }, () => {
    const conversions = generate(seed, documents);
    const expected = oracle.run(conversions);
    const differences = conversions.flatMap((conversion, index) => {
      const go = expected[index];
      if (go === undefined) return [];
      const ours = runConversion(conversion);
      return sameOutcome(go, ours) ? [] : [{ ...readable(conversion), go, ours }];
    });
    const read = conversions.flatMap(({ text }, index) => (text === undefined ? [] : [expected[index] ?? '']));
    const failing = read.filter((output) =>
      /^(error: |\{"Error":|\["(error|json|invalid|unexpected))/.test(output),
    ).length;
    process.stderr.write(
      `${conversions.length} conversions, ${read.length} of them texts, ${failing} of which fail; seed ${seed}\n`,
    );

    expect(differences.slice(0, 10)).toEqual([]);
    expect(failing / read.length).toBeGreaterThan(1 / 3);
  });
});

/** Of several keys that JSON cannot have, Go names any one. */
function sameOutcome(go: string, ours: string): boolean {
  const anyKey = /^(error: |\{"Error":"|\[")error converting YAML to JSON: unsupported map key of type: /;
  return go === ours || (anyKey.test(go) && anyKey.test(ours));
}

function readable({ op, text, value }: Conversion) {
  return { op, ...(text === undefined ? { value } : { text: Buffer.from(text, 'base64').toString() }) };
}
