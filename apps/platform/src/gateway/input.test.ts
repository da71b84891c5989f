import { describe, expect, it } from 'vitest';
import { fields, text, wholeNumber } from './input.ts';

const token = fields(
  { description: text({ minLength: 1, maxLength: 5 }) },
  { expiration: wholeNumber({ minimum: 0 }) },
);

describe('an input', () => {
  it.each([
    { description: 'ci' },
    { description: 'ci', expiration: 0 },
    { description: 'ci', expiration: undefined },
    { description: 'ci', later: ['more'] },
  ])('takes %j', (value) => {
    expect(token.check(value)).toBeUndefined();
  });

  it.each<[unknown, string]>([
    [undefined, 'must be an object'],
    [null, 'must be an object'],
    [['ci'], 'must be an object'],
    [{}, 'description is missing'],
    [Object.create({ description: 'ci' }), 'description is missing'],
    [{ description: 1 }, 'description must be a string'],
    [{ description: ['a', 'b'] }, 'description must be a string'],
    [{ description: '' }, 'description must have at least 1 characters'],
    [{ description: 'longer' }, 'description must have at most 5 characters'],
    [{ description: 'ci', expiration: null }, 'expiration must be a whole number'],
    [{ description: 'ci', expiration: 1.5 }, 'expiration must be a whole number'],
    [{ description: 'ci', expiration: '1' }, 'expiration must be a whole number'],
    [{ description: 'ci', expiration: -1 }, 'expiration must be at least 0'],
  ])('refuses %j: %s', (value, message) => {
    expect(token.check(value)).toBe(message);
  });
});
