import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Failure } from '@violet/machinery';
import { extract, type Header } from 'tar-stream';
import { damaged, printable } from '../format/damaged.ts';
import { type ReadableFile, readFully } from '../format/read-fully.ts';

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
const freeExpandedBytes = 64 * 1024 * 1024;
const maxExpansion = 100;
const maxEntries = 200_000;
const readBytes = 256 * 1024;
/** The directories of an image layout. */
const layoutDirectories = new Set(['', '.', 'blobs', 'blobs/sha256', 'blobs/sha512']);

/** A package that some other gzip has written. */
export interface ForeignFile {
  path: string;
  file: ReadableFile;
  size: number;
}

/**
 * Goes once through its tar. Links and devices are refused: a package has none. `onProgress` is told the bytes of the file
 * that have been read.
 */
export function startForeignPass(foreign: ForeignFile, onProgress?: (bytes: number) => void): ForeignPass {
  const { path, size } = foreign;
  const reader = extract();
  const gunzip = createGunzip();
  let expanded = 0;
  gunzip.on('data', (chunk: Buffer) => {
    expanded += chunk.length;
    if (expanded > freeExpandedBytes && expanded > size * maxExpansion) {
      gunzip.destroy(new Failure('Invalid', `${path}: the file unfolds to more than ${maxExpansion} times its size`));
    }
  });
  pipeline(Readable.from(bytesOf(foreign, onProgress), { objectMode: false }), gunzip, reader, () => undefined);
  const entries = reader[Symbol.asyncIterator]();
  let count = 0;
  return {
    async next() {
      for (;;) {
        const step = await entries.next().catch((error: unknown) => {
          throw unreadable(path, error);
        });
        if (step.done) return undefined;
        count += 1;
        if (count > maxEntries) throw new Failure('Invalid', `${path}: more than ${maxEntries} entries`);
        const entry = entryOf(step.value.header, path);
        if (entry !== undefined) return { ...entry, content: step.value as ForeignEntry['content'] };
        step.value.resume();
      }
    },
    taken: () => gunzip.bytesWritten,
    stop: () => reader.destroy(),
  };
}

/** As long as the file was when it was opened; read from what was opened, whatever its name means by now. */
async function* bytesOf({ file, size }: ForeignFile, onProgress?: (bytes: number) => void): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; ) {
    const bytes = await readFully(file, at, Buffer.allocUnsafe(Math.min(readBytes, size - at)));
    if (bytes.length === 0) return;
    at += bytes.length;
    onProgress?.(at);
    yield bytes;
  }
}

/** Undefined for a directory that an image layout has. */
function entryOf({ name, type, size }: Header, path: string): { name: string; size: number } | undefined {
  // As the library reads it, a strange one may be anything, and reading would not end.
  if (size === undefined || !Number.isSafeInteger(size) || size < 0) throw damaged(path, 'the size of a file is none');
  // Nor would it where a directory has content.
  if (type === 'directory' && size > 0) throw damaged(path, 'a directory has content');
  if (type === 'directory' && layoutDirectories.has(name.replace(/^\.\//, '').replace(/\/$/, ''))) return undefined;
  if (type !== 'directory' && type !== 'file' && type !== 'contiguous-file') {
    const what = `${printable(name)} is no regular file: a package has no ${type ?? 'entries of its type'}`;
    throw new Failure('Invalid', `${path}: ${what}`);
  }
  return { name: name.replace(/^\.\//, ''), size };
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
