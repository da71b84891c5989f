import { describe, expect, it } from 'vitest';
import { isEmail } from './web-address.ts';

describe('the address of a maintainer', () => {
  it.each([
    ['ann@example.com', true],
    ['ann.b+c@a.b-c.d.example.com.', true],
    ['ann@a..b.com', true],
    ['ann@-a.com', false],
    ['ann@a-.com', false],
    ['ann@com', false],
    ['ann@example.c0', false],
  ])('is judged as Helm does: %s', (text, expected) => {
    expect(isEmail(text)).toBe(expected);
  });

  it('is judged at once, whatever it is', () => {
    expect(isEmail(`ann@${'aa.'.repeat(30)}!`)).toBe(false);
  });
});
