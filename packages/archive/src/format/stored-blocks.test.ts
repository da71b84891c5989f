import { describe, expect, it } from 'vitest';
import { blockSize, fileOffsetOf, fileSizeOf, tarLengthOf } from './stored-blocks.ts';

describe('the place of a tar byte in the file', () => {
  it.each([
    [0, 15],
    [1, 16],
    [blockSize - 1, 15 + blockSize - 1],
    [blockSize, 10 + 10 + blockSize],
    [8 * 2 ** 30, 10 + 5 * (Math.floor((8 * 2 ** 30) / blockSize) + 1) + 8 * 2 ** 30],
  ])('of byte %d is %d', (tarOffset, fileOffset) => {
    expect(fileOffsetOf(tarOffset)).toBe(fileOffset);
  });

  it.each([1, 512, blockSize - 1, blockSize, blockSize + 1, 2 * blockSize, 20 * 2 ** 30])(
    'gives back the length of the tar from the size of the file: %d',
    (tarLength) => {
      expect(tarLengthOf(fileSizeOf(tarLength))).toBe(tarLength);
    },
  );

  it('knows sizes that no package file has', () => {
    expect(tarLengthOf(0)).toBeUndefined();
    expect(tarLengthOf(23)).toBeUndefined();
    expect(tarLengthOf(fileSizeOf(blockSize) + 3)).toBeUndefined();
  });
});
