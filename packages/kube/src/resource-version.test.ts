import { expect, it } from 'vitest';
import { hasReached } from './resource-version.ts';

it.each([
  ['10', '9', true],
  ['9', '10', false],
  ['10', '10', true],
  [undefined, '1', false],
  ['3', '0', true],
  ['3', 'opaque', true],
])('a cluster that has shown %s has reached %s: %s', (seen, wanted, expected) => {
  expect(hasReached(seen, wanted)).toBe(expected);
});
