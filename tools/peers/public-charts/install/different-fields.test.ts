import { expect, it } from 'vitest';
import { differentFields } from './different-fields.ts';

it.each([
  ['nothing', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
  ['a value', { a: { b: 1 } }, { a: { b: 2 } }, ['a.b']],
  ['a type', { a: {} }, { a: [] }, ['a']],
  ['a field more', { a: 1 }, { a: 1, b: { c: 2 } }, ['b']],
  ['null where nothing is', { a: null }, {}, ['a']],
  ['an item', { a: [1, 2] }, { a: [1] }, ['a.1']],
])('names the fields that differ: %s', (_, left, right, paths) => {
  expect(differentFields(left as never, right as never)).toEqual(paths);
});
