import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretForms, withoutSecrets } from './secret-forms.ts';

describe('the forms of a secret', () => {
  it('are found in whatever a header, a query or a document makes of it', () => {
    const secrets = fc.string({ minLength: 8, unit: 'binary' }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const whole = `${before}:${secret}${after}`;
        const forms = secretForms(secret);
        const written = [
          whole,
          Buffer.from(whole).toString('base64'),
          Buffer.from(whole).toString('base64url'),
          encodeURIComponent(secret),
          new URLSearchParams({ secret }).toString(),
          JSON.stringify({ secret }),
        ];
        for (const text of written)
          expect(
            forms.some((form) => text.includes(form)),
            text,
          ).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['it is open-sesame-of-mine', 'it is ******'],
    ['(open-sesame-of-m…)', '(******…)'],
    ['open-sesame-of-mine, open-sesame-o, open-ses', '******, ******, open-ses'],
    ['an open-sesame', 'an ******'],
    ['an open-sesa', 'an open-sesa'],
    ['open-sesame-or', '******r'],
  ])('are taken out of %j, cut off or not', (text, shown) => {
    expect(withoutSecrets(text, new Set(['open-sesame-of-mine', 'short-1']))).toBe(shown);
  });

  it('are none of what is too short to be told from other text', () => {
    expect(secretForms('abc')).toEqual([]);
  });
});
