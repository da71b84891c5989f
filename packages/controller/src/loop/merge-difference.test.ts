import { applyMergePatch, type Json } from '@violet/machinery';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeDifference } from './merge-difference.ts';

describe('mergeDifference', () => {
  it.each([
    [{ a: 1 }, { a: 1 }, undefined],
    [undefined, { phase: 'Running' }, { phase: 'Running' }],
    [{ a: 1, b: 2 }, { b: 3 }, { a: null, b: 3 }],
    [{ deep: { a: 1, b: 2 } }, { deep: { a: 1 } }, { deep: { b: null } }],
    [{ list: [1, 2] }, { list: [1] }, { list: [1] }],
    [{ a: 1 }, undefined, { a: null }],
    [{ a: 1 }, { a: 1, b: undefined }, undefined],
  ])('from %j to %j is %j', (before, after, patch) => {
    expect(mergeDifference(before, after)).toEqual(patch);
  });

  it('applied to what was makes what is to be', () => {
    const value = fc.letrec((tie) => ({
      leaf: fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer(), { maxLength: 2 })),
      object: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('object')), {
        noNullPrototype: true,
      }),
    })).object;
    fc.assert(
      fc.property(value, value, (before, after) => {
        const patch = mergeDifference(before, after);
        expect(patch === undefined ? before : applyMergePatch(before as Json, patch)).toEqual(after);
      }),
    );
  });
});
