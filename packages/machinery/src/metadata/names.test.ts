import { describe, expect, it } from 'vitest';
import { labelValueProblems } from './names.ts';

describe('the length of a name', () => {
  const tooLong = 'must be no more than 63 characters';

  it.each([
    ['x'.repeat(63), false],
    ['x'.repeat(64), true],
    ['é'.repeat(31), false],
    ['é'.repeat(32), true],
    ['€'.repeat(21), false],
    ['€'.repeat(22), true],
    ['🙂'.repeat(15), false],
    ['🙂'.repeat(16), true],
  ])('is counted in bytes: %s', (text, isTooLong) => {
    expect(labelValueProblems(text).includes(tooLong)).toBe(isTooLong);
  });
});
