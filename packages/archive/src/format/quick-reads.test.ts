import { describe, expect, it } from 'vitest';
import { quickReads } from './quick-reads.ts';
import type { ReadableFile } from './read-fully.ts';

/** A file whose reads take so many milliseconds each; tells how each was done. */
function aFile(takesMs: () => number): { file: ReadableFile; now: () => number; ways: string[] } {
  const ways: string[] = [];
  let time = 0;
  const file: ReadableFile = {
    read: async (_buffer, _offset, length) => {
      ways.push('thread');
      return { bytesRead: length };
    },
    readSync: (_buffer, _offset, length) => {
      ways.push('at once');
      time += takesMs();
      return length;
    },
    close: async () => undefined,
  };
  return { file, now: () => time, ways };
}

describe('reads of a package', () => {
  it('are done at once while the file is in memory', async () => {
    const { file, now, ways } = aFile(() => 0.1);
    const reads = quickReads(file, now);

    for (let time = 0; time < 200; time++) {
      expect(await reads.read(Buffer.alloc(8), 0, 8, time * 8)).toEqual({ bytesRead: 8 });
    }

    expect(new Set(ways)).toEqual(new Set(['at once']));
  });

  it('go to threads for a while after one that waited for a disk', async () => {
    const { file, now, ways } = aFile(() => 20);
    const reads = quickReads(file, now);

    for (let time = 0; time < 131; time++) await reads.read(Buffer.alloc(8), 0, 8, time * 8);

    expect(ways.flatMap((way, index) => (way === 'at once' ? index : []))).toEqual([0, 65, 130]);
  });
});
