import { describe, expect, it } from 'vitest';
import { compileCelCondition, loadCelConditions } from './condition.ts';

const variables = ['object', 'oldObject', 'request'];

describe('a CEL condition', () => {
  it.each([
    ["object.metadata.name == 'a'", true],
    ["request.userInfo.groups.exists(g, g == 'admins')", true],
    ['oldObject == null', true],
    ["!('labels' in object.metadata)", true],
    ["has(object.metadata.labels) && object.metadata.labels['x'] == 'y'", false],
  ])('%s is %s', async (expression, expected) => {
    const condition = await compileCelCondition(expression, variables);
    const values = {
      object: { metadata: { name: 'a' } },
      oldObject: null,
      request: { userInfo: { groups: ['admins'] } },
    };

    expect(condition(values)).toBe(expected);
  });

  it('refuses what does not compile', async () => {
    await expect(compileCelCondition('object.', variables)).rejects.toMatchObject({ code: 'Invalid' });
    await expect(compileCelCondition("'text'", variables)).rejects.toMatchObject({ code: 'Invalid' });
  });

  it('may call functions that it is given', async () => {
    const compile = await loadCelConditions(['names'], { 'twice(dyn): dyn': (text: string) => text + text });

    expect(compile("names.exists(one, twice(one) == 'aa')")({ names: ['b', 'a'] })).toBe(true);
    expect(() => compile('thrice(names)')).toThrow(/compilation failed/);
  });
});
