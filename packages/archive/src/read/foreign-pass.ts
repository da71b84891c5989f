import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Failure } from '@violet/machinery';
import { extract } from 'tar-stream';
import { damaged } from '../format/damaged.ts';

interface ForeignEntry {
  name: string;
  size: number;
  content: AsyncIterable<Uint8Array> & { resume(): void };
}

export interface ForeignPass {
  /** The next regular file; undefined at the end. The content of the one before must have been read or skipped. */
  next(): Promise<ForeignEntry | undefined>;
  /** Bytes of the file that belonged to its gzip; all of them once the end has come, unless something follows. */
  taken(): number;
  stop(): void;
}

/** A bomb is told by its ratio: what is worth packing for a registry is compressed already. */
const freeExpandedBytes = 1024 * 1024 * 1024;
const maxExpansion = 100;

/**
 * Goes once through a tar that some other gzip wrote. Links and devices are refused: a package has none. `onProgress` is told
 * the bytes of the file that have been read.
 */
export function startForeignPass(path: string, fileSize: number, onProgress?: (bytes: number) => void): ForeignPass {
  const reader = extract();
  const gunzip = createGunzip();
  let expanded = 0;
  gunzip.on('data', (chunk: Buffer) => {
    expanded += chunk.length;
    if (expanded > freeExpandedBytes && expanded > fileSize * maxExpansion) {
      gunzip.destroy(new Failure('Invalid', `${path}: the file unfolds to more than ${maxExpansion} times its size`));
    }
  });
  const file = createReadStream(path);
  if (onProgress !== undefined) file.on('data', () => onProgress(file.bytesRead));
  pipeline(file, gunzip, reader, () => undefined);
  const entries = reader[Symbol.asyncIterator]();
  return {
    async next() {
      for (;;) {
        const step = await entries.next().catch((error: unknown) => {
          throw unreadable(path, error);
        });
        if (step.done) return undefined;
        const { header } = step.value;
        if (header.type === 'directory') {
          step.value.resume();
          continue;
        }
        if (header.type !== 'file' && header.type !== 'contiguous-file') {
          throw new Failure(
            'Invalid',
            `${path}: ${printable(header.name)} is no regular file: a package has no ${header.type}`,
          );
        }
        const name = header.name.replace(/^\.\//, '');
        return { name, size: header.size ?? 0, content: step.value as ForeignEntry['content'] };
      }
    },
    taken: () => gunzip.bytesWritten,
    stop: () => reader.destroy(),
  };
}

export function unreadable(path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR' || message === 'Unexpected end of data') {
    return new Failure('Invalid', `${path}: the package is truncated: its end is missing`, {
      reason: 'Truncated',
      hint: 'Download or copy the package again.',
      cause: error,
    });
  }
  return damaged(path, message, error);
}

function printable(name: string): string {
  return JSON.stringify(name.slice(0, 200));
}
