import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type BodyToWrite, writeBody } from './upload-body.ts';

const piece = 64 * 1024;
const writeBytes = 4 * piece;

/** A file whose writes end when they are told to. */
function aSlowFile(): { handle: FileHandle; written: () => number; end: ((error?: Error) => void)[] } {
  const end: ((error?: Error) => void)[] = [];
  let written = 0;
  const writev = (buffers: Buffer[]) =>
    new Promise<{ bytesWritten: number }>((resolve, reject) => {
      end.push((error) => {
        if (error !== undefined) return reject(error);
        const bytesWritten = buffers.reduce((sum, { length }) => sum + length, 0);
        written += bytesWritten;
        resolve({ bytesWritten });
      });
    });
  return { handle: { writev } as unknown as FileHandle, written: () => written, end };
}

function aBody(source: Readable, handle: FileHandle, came: (bytes: Buffer) => void = () => undefined): BodyToWrite {
  const nothing = () => undefined;
  return {
    source,
    handle,
    start: 0,
    size: undefined,
    isOwned: true,
    onBytes: came,
    onWritten: nothing,
    writeBytes: () => writeBytes,
  };
}

function aSource(pieces: number): Readable {
  let left = pieces;
  return new Readable({
    read() {
      left -= 1;
      this.push(left < 0 ? null : Buffer.alloc(piece));
    },
  });
}

describe('the body of an upload', () => {
  it('waits while one step is written and the next one is full', async () => {
    const { handle, written, end } = aSlowFile();
    let came = 0;
    const source = aSource(20);
    const count = (bytes: Buffer) => {
      came += bytes.length;
    };
    const whole = writeBody(aBody(source, handle, count));

    await expect.poll(() => source.isPaused()).toBe(true);
    expect([came, end.length]).toEqual([2 * writeBytes, 1]);
    while (written() < 20 * piece) {
      await expect.poll(() => end.length).toBeGreaterThan(0);
      end.shift()?.();
    }

    expect(await whole).toBe(20 * piece);
  });

  it('ends with the error of the disk, and leaves its source to whoever answers', async () => {
    const { handle, end } = aSlowFile();
    const source = aSource(20);
    const whole = writeBody(aBody(source, handle));

    await expect.poll(() => source.isPaused()).toBe(true);
    end.shift()?.(new Error('the disk is full'));

    await expect(whole).rejects.toThrow('the disk is full');
    expect([source.destroyed, source.isPaused()]).toEqual([false, true]);
  });

  it('is written as far as it came when its source breaks', async () => {
    const { handle, written, end } = aSlowFile();
    const source = aSource(20);
    const whole = writeBody(aBody(source, handle));
    const outcome = whole.catch((error: Error) => error.message);

    await expect.poll(() => source.isPaused()).toBe(true);
    source.destroy(new Error('gone'));
    for (let steps = 0; steps < 2; steps++) {
      await expect.poll(() => end.length).toBeGreaterThan(0);
      end.shift()?.();
    }

    expect(await outcome).toBe('gone');
    expect(written()).toBe(2 * writeBytes);
  });
});
