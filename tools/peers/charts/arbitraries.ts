import fc from 'fast-check';

/** Of dependencies. */
export const names = ['sub', 'other', 'lib', 'dot.ted'];
/** Of values: few, so that they meet. */
export const keys = ['a', 'b', 't', 'sub', 'other', 'lib', 'global', 'tags', 'enabled', 'exports', 'data', 'deep', 'x'];

export function weighted<T>(...choices: [weight: number, arbitrary: fc.Arbitrary<T>][]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

/** In so many of a hundred cases. */
export const sometimes = (chance: number) => fc.integer({ min: 0, max: 99 }).map((at) => at < chance);
