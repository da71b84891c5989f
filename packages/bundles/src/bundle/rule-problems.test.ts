import type { Json } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { ruleProblems } from './rule-problems.ts';

const identity = { type: 'olm.package', value: { packageName: 'demo', version: '1.0.0' } };
const constraint = (value: Json) => [identity, { type: 'olm.constraint', value }];
const rule = (text: string) => constraint({ failureMessage: 'x', cel: { rule: text } });
const endless = 'abcdefgh'.split('').reduceRight((inner, name) => `properties.all(${name}, ${inner})`, 'true');

describe('the rules of constraints', () => {
  it.each([
    ['compare versions', rule("properties.exists(p, semver_compare(p.value.version, '1.0.0') >= 0)")],
    ['look at what is not there', rule('properties.all(p, p.value.size > 1)')],
    [
      'look at each pair and each three',
      rule('properties.all(a, properties.all(b, properties.all(c, a == b || b == c)))'),
    ],
    ['are none', constraint({ failureMessage: 'x', gvk: { group: 'g', version: 'v1', kind: 'K' } })],
    ['are no text', constraint({ cel: { rule: 5 }, all: { constraints: 'x' }, any: null, not: [] })],
  ])('are well where they %s', async (_what, properties) => {
    expect(await ruleProblems(properties)).toEqual([]);
  });

  it.each([
    ['does not compile', rule('properties.exists('), /^a rule of an olm\.constraint is unusable: compilation failed: /],
    ['is no condition', rule('1'), /compilation failed: /],
    ['does not end', rule(endless), /^a rule of an olm\.constraint is unusable: the CEL expression .* loops too much$/],
    [
      'does not compile, deep inside',
      constraint({ all: { constraints: [{ not: { constraints: [{ cel: { rule: 'what(' } }] } }] } }),
      /compilation failed: /,
    ],
  ])('are refused where one %s', async (_what, properties, problem) => {
    expect(await ruleProblems(properties)).toEqual([expect.stringMatching(problem)]);
  });

  it('are told of in a few words, however long they are', async () => {
    const [problem = ''] = await ruleProblems(rule(`${endless} && '${'x'.repeat(50_000)}' != ''`));

    expect(problem.length).toBeLessThan(600);
  });
});
