/** What Helm's own code has against values, and what it makes of --set, is what ours has and makes. */
import { isDeepStrictEqual } from 'node:util';
import { type Chart, checkSchemas, type SetValue, type SetValues, setValues } from '@violet/charts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inAnyOrder } from './compare.ts';
import { type SetLine, setKinds, setLine } from './lines.ts';
import { type Answer, buildOracle, type Oracle } from './oracle.ts';
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

const lines = Number(process.env['VIOLET_SET_LINES'] ?? 5000);

/** Values that Go's JSON shows, or what the flag is refused for. */
function outcome({ kind, text, previous }: SetLine): Answer {
  let base: SetValues = {};
  for (const one of previous) {
    try {
      base = setValues(base, { typed: [one] });
    } catch {
      // The next line finds what a refused one left, which is nobody's promise.
      return { result: undefined, error: 'refused before' };
    }
  }
  const flags = {
    set: 'typed',
    'set-string': 'text',
    'set-json': 'json',
    'set-literal': 'literal',
    'set-file': 'file',
  } as const;
  try {
    return { result: asAnswer(setValues(base, { [flags[kind]]: [text] }, readFile)), error: '' };
  } catch (error) {
    const { cause } = error as Error;
    return { result: undefined, error: (cause as Error).message };
  }
}

function readFile(path: string): string {
  if (path === 'missing') throw new Error('open missing: no such file or directory');
  return `content of ${path}`;
}

function asAnswer(value: SetValue): unknown {
  if (typeof value === 'bigint') return { $int64: String(value) };
  if (Array.isArray(value)) return value.map(asAnswer);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asAnswer(member)]));
}

describe('the --set family', () => {
  it(`makes of a line what Helm makes of it (${lines} of seed ${seed})`, () => {
    const sample = fc.sample(setLine, { numRuns: lines, seed });
    const ours = sample.map(outcome);
    const answers = oracle.ask(sample);
    const differences = sample.flatMap((one, index) => {
      const [helm, here] = [answers[index], ours[index]];
      if (here?.error === 'refused before') return [];
      const isSame =
        helm?.error === here?.error && (helm?.error !== '' || isDeepStrictEqual(helm.result, here?.result));
      return isSame ? [] : [{ ...one, helm, here }];
    });
    const compared = ours.filter(({ error }) => error !== 'refused before').length;
    const refused = ours.filter(({ error }) => error !== '' && error !== 'refused before').length;
    const least = Math.min(...setKinds.map((kind) => sample.filter((one) => one.kind === kind).length));
    process.stderr.write(`${compared} lines, ${refused} refused, each flag in at least ${least}; seed ${seed}\n`);

    expect(differences.slice(0, 10)).toEqual([]);
    expect(compared).toBeGreaterThan(lines * 0.6);
    expect(refused).toBeGreaterThan(lines / 10);
    expect(least).toBeGreaterThan(lines / 10);
  });
});
