import { expect, it } from 'vitest';
import { otherNotation, plainNotation } from './address-notation.ts';

it.each([
  ['127.0.0.1:50051', '127.0.0.1:050051'],
  ['olm-registry-platform.cpaas-system.svc:50051', 'olm-registry-platform.cpaas-system.svc:050051'],
  ['[fd00::1]:7', '[fd00::1]:07'],
  ['[fd00::01]:7', '[fd00::01]:07'],
])('%s and %s are one place', (plain, other) => {
  expect([otherNotation(plain), otherNotation(other)]).toEqual([other, plain]);
  expect([plainNotation(plain), plainNotation(other)]).toEqual([plain, plain]);
});

it('what is no address stays as it is', () => {
  expect([plainNotation(''), otherNotation('somewhere')]).toEqual(['', 'somewhere']);
});
