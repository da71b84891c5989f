import { describe, expect, it } from 'vitest';
import { createMask } from './mask.ts';

describe('what is masked', () => {
  it('are the password and the latest tokens, however many have been given', () => {
    const mask = createMask({ username: 'me', password: 'canary' });
    for (let count = 0; count < 3000; count += 1) mask.hide(`token-${count}-end`);

    expect(mask.masked('canary token-2999-end token-2500-end')).toBe('****** ****** ******');
  });
});
