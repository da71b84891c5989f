import { describe, expect, it } from 'vitest';
import { decodeTarHeader, encodeTarHeader, tarHeaderSize } from './tar-header.ts';

describe('a tar header', () => {
  it.each([0, 1, 0o77777777777, 0o77777777777 + 1, 2 ** 45])('carries a size of %d bytes', (size) => {
    expect(decodeTarHeader(encodeTarHeader({ name: 'blobs/sha256/x', size }))).toEqual({
      name: 'blobs/sha256/x',
      size,
    });
  });

  it('of a name that is too long for one has that name in an entry of its own before it, as GNU tar does it', () => {
    const name = `blobs/sha512/${'a'.repeat(128)}`;

    const header = Buffer.from(encodeTarHeader({ name, size: 3 }));

    expect(header.length).toBe(tarHeaderSize(name));
    expect(header.toString('latin1', 0, 13)).toBe('././@LongLink');
    expect(header.toString('latin1', 124, 157)).toMatch(/^00000000216\0.*L$/s);
    expect(header.toString('latin1', 512, 512 + 142)).toBe(`${name}\0`);
    expect(decodeTarHeader(header.subarray(1024))).toEqual({ name: name.slice(0, 100), size: 3 });
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
