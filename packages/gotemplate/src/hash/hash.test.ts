import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bcryptHash } from './bcrypt.ts';
import { hmacSha256 } from './hmac.ts';
import { fractionOfPi } from './pi.ts';
import { sha1 } from './sha1.ts';
import { sha256 } from './sha256.ts';
import { sha512 } from './sha512.ts';

const bytes = fc.uint8Array({ maxLength: 300 });

describe('hashes', () => {
  it.each([
    ['sha1', sha1],
    ['sha256', sha256],
    ['sha512', sha512],
  ])('%s is what Node computes, for any bytes', (name, hash) => {
    fc.assert(
      fc.property(bytes, (message) => {
        expect(Buffer.from(hash(message)).toString('hex')).toBe(createHash(name).update(message).digest('hex'));
      }),
    );
  });

  it('HMAC is what Node computes, for any key and message', () => {
    fc.assert(
      fc.property(bytes, bytes, (key, message) => {
        const expected = createHmac('sha256', key).update(message).digest('hex');
        expect(Buffer.from(hmacSha256(key, message)).toString('hex')).toBe(expected);
      }),
    );
  });

  it('bcrypt is what others compute', () => {
    const salt = Uint8Array.from({ length: 16 }, (_, index) => index * 17);

    expect(bcryptHash(new TextEncoder().encode('correct horse'), salt, 5)).toBe(
      '$2a$05$./CgKyPTXlcGkYo5xL1s9uXdgmbtCZw2gWBhI2NUK5PuU/3xKWx4i',
    );
    expect(() => bcryptHash(new Uint8Array(73), salt, 5)).toThrow('bcrypt: password length exceeds 72 bytes');
  });

  it("the fraction of pi starts as Blowfish's tables do", () => {
    expect(Array.from(fractionOfPi(4), (word) => word.toString(16))).toEqual([
      '243f6a88',
      '85a308d3',
      '13198a2e',
      '3707344',
    ]);
  });
});
