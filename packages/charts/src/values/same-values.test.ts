import { describe, expect, it } from 'vitest';
import { sameValues } from './same-values.ts';

const values = { a: [1, { b: 'text' }], c: null };

describe('values that templates see', () => {
  it.each([
    ['their copies', values, structuredClone(values), true],
    ['those with another member', values, { ...values, d: 1 }, false],
    ['those with a member less', values, { a: values.a }, false],
    ['those in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, false],
    ['those with another item', [1, 2], [1, 3], false],
    ['a list and a map', [], {}, false],
    ['null and nothing', { a: null }, {}, false],
    ['zero and minus zero', 0, -0, false],
    ['an integer of --set and a number', 1n, 1, false],
  ])('are compared with %s', (_what, left, right, same) => {
    expect(sameValues(left, right)).toBe(same);
  });

  it('are not looked into where they are known to be the same', () => {
    expect(sameValues({ a: values }, { a: values.a }, new Map([[values, values.a]]))).toBe(true);
  });
});
