import { describe, expect, it } from 'vitest';
import { decodeTarHeader, encodeTarHeader } from './tar-header.ts';

describe('a tar header', () => {
  it.each([0, 1, 0o77777777777, 0o77777777777 + 1, 2 ** 45])('carries a size of %d bytes', (size) => {
    expect(decodeTarHeader(encodeTarHeader({ name: 'blobs/sha256/x', size }))).toEqual({
      name: 'blobs/sha256/x',
      size,
    });
  });

  it.each([
    ['a link', 156, '2'],
    ['another checksum', 148, '1'],
    ['another mode', 100, '1'],
    ['another size than its checksum covers', 130, '7'],
  ])('is refused with %s', (_what, at, byte) => {
    const header = Buffer.from(encodeTarHeader({ name: 'a', size: 3 }));
    header.write(byte, at, 'latin1');

    expect(decodeTarHeader(header)).toBeUndefined();
  });

  it('is refused when it is cut off or empty', () => {
    expect(decodeTarHeader(encodeTarHeader({ name: 'a', size: 3 }).subarray(0, 511))).toBeUndefined();
    expect(decodeTarHeader(Buffer.alloc(512))).toBeUndefined();
  });
});
