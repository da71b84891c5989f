import { describe, expect, it } from 'vitest';
import { duplicateMembers } from './duplicate-members.ts';

describe('duplicate members', () => {
  it.each([
    ['{"a":1,"b":2}', []],
    ['{"a":1,"a":2}', ['a']],
    ['{"a":{"b":1,"c":{},"b":2}}', ['a.b']],
    ['{"a":[{"x":1},{"x":1,"x":2}]}', ['a[1].x']],
    ['{"a":"b","b":"a"}', []],
    ['{"a\\"":1,"a":"{\\"a\\":1}"}', []],
    ['{"\\u0061":1,"a":2}', ['a']],
    ['[{"a":[]},["a","a"]]', []],
    ['"text"', []],
    ['{"a":"\\\\","a":"\\\\\\""}', ['a']],
    ['{"a":"\\\\\\",\\"a\\":"}', []],
    ['{"a":"without end', []],
  ])('of %s are %j', (text, expected) => {
    expect(duplicateMembers(text)).toEqual(expected);
  });
});
