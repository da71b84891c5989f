/** What Helm's own code has against values, and what it makes of --set, is what ours has and makes. */
import { type Chart, checkSchemas } from '@violet/charts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inAnyOrder } from './compare.ts';
import { buildOracle, type Oracle } from './oracle.ts';
import { keywordNames, type Pair, pair } from './pairs.ts';

const pairs = Number(process.env['VIOLET_SCHEMA_PAIRS'] ?? 5000);
const seed = Number(process.env['VIOLET_SEED'] ?? Date.now() % 2 ** 31);

let oracle: Oracle;
beforeAll(() => {
  oracle = buildOracle();
});
afterAll(() => oracle?.remove());

function refusal({ schema, values, children }: Pair): string {
  const chart = (name: string, text: string, dependencies: Chart[] = []): Chart => ({
    metadata: { apiVersion: 'v2', name, version: '1.0.0' },
    values: {},
    schema: new TextEncoder().encode(text),
    templates: [],
    files: [],
    dependencies,
  });
  try {
    checkSchemas(
      chart(
        'parent',
        schema,
        children.map((child) => chart(child.name, child.schema)),
      ),
      values as never,
    );
    return '';
  } catch (error) {
    return (error as Error).message.replace(/^values don't meet [^\n]*\n/, '');
  }
}

/** Where several things are wrong with a schema, Go names any of them: it is asked again. */
function agrees(one: Pair, helm: string, here: string): boolean {
  if (inAnyOrder(helm) === inAnyOrder(here)) return true;
  const again = oracle.ask(Array.from({ length: 60 }, () => ({ kind: 'schema', ...one })));
  return again.some(({ error }) => inAnyOrder(error) === inAnyOrder(here));
}

describe('values.schema.json', () => {
  it(`refuses what Helm refuses, in its words (${pairs} of seed ${seed})`, () => {
    const sample = fc.sample(pair, { numRuns: pairs, seed });
    const answers = oracle.ask(sample.map((one) => ({ kind: 'schema', ...one })));
    const differences = sample.flatMap((one, index) => {
      const helm = answers[index]?.error ?? '';
      const here = refusal(one);
      return agrees(one, helm, here) ? [] : [{ ...one, helm, here }];
    });
    const refused = answers.filter(({ error }) => error !== '').length;
    const invalid = answers.filter(({ error }) => error !== '' && !/:\n- at /.test(error)).length;
    const uses = keywordNames.map((name) => sample.filter(({ schema }) => schema.includes(`"${name}":`)).length);
    process.stderr.write(
      `${pairs} schemas: ${refused} refuse the values, of which ${invalid} are invalid; ` +
        `each keyword in at least ${Math.min(...uses)}; seed ${seed}\n`,
    );

    expect(differences.slice(0, 10)).toEqual([]);
    expect(refused).toBeGreaterThan(pairs / 2);
    expect(pairs - refused).toBeGreaterThan(pairs / 10);
    expect(invalid).toBeGreaterThan(pairs / 50);
    expect(Math.min(...uses)).toBeGreaterThan(pairs / 10);
  });
});
