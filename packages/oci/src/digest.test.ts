import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { digestOf, isDigest, parseDigest, verifyingStream } from './digest.ts';

const hello = 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

describe('digests', () => {
  it('are of sha256 unless sha512 is asked for', () => {
    expect(digestOf('hello')).toBe(hello);
    expect(parseDigest(digestOf('hello', 'sha512'))).toMatchObject({ algorithm: 'sha512' });
  });

  it.each(['', 'sha256:abc', hello.toUpperCase(), `${hello}0`, `md5:${'a'.repeat(32)}`, `sha512:${'a'.repeat(64)}`])(
    'refuses %j',
    (wrong) => {
      expect(isDigest(wrong)).toBe(false);
      expect(() => parseDigest(wrong)).toThrow('is not a digest');
    },
  );
});

describe('verifyingStream', () => {
  const through = (content: string, digest: string, size?: number) =>
    text(Readable.from([Buffer.from(content)]).compose(verifyingStream(digest, size, 'a/b')));

  it('passes what is right', async () => {
    expect(await through('hello', hello, 5)).toBe('hello');
    expect(await through('hello', hello)).toBe('hello');
  });

  it.each([
    ['hellO', hello, 5, 'does not match its digest'],
    ['hello', hello, 4, 'more than its 4 bytes'],
    ['hello', hello, 6, 'fewer than its 6 bytes'],
  ])('fails for %s with %s of %i bytes', async (content, digest, size, message) => {
    await expect(through(content, digest, size)).rejects.toThrow(message);
  });
});
