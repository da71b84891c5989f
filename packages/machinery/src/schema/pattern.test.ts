import { expect, it } from 'vitest';
import { replacePattern } from './pattern.ts';

it.each([
  ['b+', 'abba', 'x', 'axa'],
  ['([a-z]+)/([a-z]+)', 'quay/acp', '$2/$1', 'acp/quay'],
  ['^b', 'abba', 'x', 'abba'],
  ['(', 'abba', 'x', 'abba'],
])('what %s finds in %s is replaced by %s: %s', (pattern, text, replacement, expected) => {
  expect(replacePattern(pattern, text, replacement)).toBe(expected);
});

it('replaces in linear time', () => {
  const started = performance.now();
  replacePattern('^(a+)+$', `${'a'.repeat(5000)}!`, '');

  expect(performance.now() - started).toBeLessThan(500);
});
