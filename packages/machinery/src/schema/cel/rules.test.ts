import { describe, expect, it } from 'vitest';
import { prepareSchema } from '../prepare.ts';
import type { Schema, ValidationRule } from '../schema.ts';
import { validateObject } from '../validate.ts';

function withRule(rule: string, more: Partial<ValidationRule> = {}): Schema {
  const list: Schema = { type: 'array', items: { type: 'integer' } };
  return {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: { text: { type: 'string' }, list, count: { type: 'integer' } },
        'x-kubernetes-validations': [{ rule, ...more }],
      },
    },
  };
}

async function problems(schema: Schema, spec: object): Promise<string[]> {
  expect(await prepareSchema(schema)).toEqual([]);
  return validateObject(schema, { spec }).map((cause) => cause.message);
}

describe('CEL rules', () => {
  it.each([
    "self.text.charAt(1) == 'b'",
    "self.text.replace('a', 'x') == 'xbc'",
    "self.text.find('[bc]+') == 'bc'",
    "self.text.findAll('[ab]').size() == 2",
    "self.text.matches('^a.c$')",
    "'%s-%d'.format([self.text, self.count]) == 'abc-3'",
    'self.list.isSorted() && self.list.sum() == 6 && self.list.min() == 1 && self.list.max() == 3',
    'self.list.indexOf(2) == 1',
    'sets.equivalent(self.list, [3, 2, 1]) && sets.intersects(self.list, [3, 9])',
    "quantity('1Gi').add(quantity('512Mi')).compareTo(quantity('1536Mi')) == 0",
    "semver('1.2.3').isLessThan(semver('1.10.0')) && !isSemver('v1')",
    "url('https://example.com:8443/a?b=c').getPort() == '8443' && !isURL('no url')",
    "isIP('10.0.0.1') && isIP('::1') && !isIP('10.0.0') && isCIDR('10.0.0.0/8')",
    'has(self.text) && !has(self.missing)',
    'self.list.map(x, x * 2).filter(x, x > 2).exists_one(x, x == 6)',
    'cel.bind(n, self.count, n == 3)',
  ])('hold: %s', async (rule) => {
    expect(await problems(withRule(rule), { text: 'abc', list: [1, 2, 3], count: 3 })).toEqual([]);
  });

  it('fail with their rule when they have no message', async () => {
    expect(await problems(withRule('self.count > 5'), { count: 3 })).toEqual([
      'Invalid value: "object": failed rule: self.count > 5',
    ]);
  });

  it('fall back to the message when its expression fails', async () => {
    const schema = withRule('false', { message: 'plain', messageExpression: 'self.missing' });

    expect(await problems(schema, {})).toEqual(['Invalid value: "object": plain']);
  });

  it('are stopped when they loop too much', async () => {
    const list = Array.from({ length: 300 }, (_, index) => index);
    const rule = '(self).list.all(a, ((self).list).all(b, (self.list + [1]).all(c, a + b + c >= 0)))';

    const [problem] = await problems(withRule(rule), { list });

    expect(problem).toMatch(/no further validation rules will be run due to call cost exceeds limit/);
  });

  it('match patterns in linear time', async () => {
    expect(await problems(withRule("self.text.matches('^(a+)+$')"), { text: `${'a'.repeat(5000)}b` })).toHaveLength(1);
  });

  it.each([
    ['self.count >', /compilation failed: /],
    ['nonsense(self)', /compilation failed: /],
    ["'text'", /cel expression must evaluate to a bool/],
  ])('that do not compile are told beforehand: %s', async (rule, message) => {
    const [cause] = await prepareSchema(withRule(rule));

    expect(cause?.field).toBe('spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule');
    expect(cause?.message).toMatch(message);
  });
});
