import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Failure } from '@violet/machinery';
import { readFully } from '../format/read-fully.ts';
import type { FilePlace } from '../write/copy-blob.ts';
import { findTarFiles } from './tar-files.ts';

/** The files of an OCI image layout, wherever it is. */
export interface LayoutFiles {
  /** Where a file is, for people. */
  pathOf(name: string): string;
  sizeOf(name: string): Promise<number | undefined>;
  /** A small file; the caller has looked at its size. */
  read(name: string): Promise<Buffer>;
  open(name: string): Readable;
  /** Of a file that is there. */
  placeOf(name: string): Promise<FilePlace>;
}

const readBytes = 1024 * 1024;

/** Of a directory, or of a tar of one. */
export async function openLayoutFiles(path: string): Promise<LayoutFiles> {
  const found = await stat(path).catch((cause: Error) => {
    throw new Failure('NotFound', `${path}: no such image layout`, { cause });
  });
  return found.isDirectory() ? filesInDirectory(path) : filesInTar(path);
}

function filesInDirectory(directory: string): LayoutFiles {
  return {
    pathOf: (name) => join(directory, name),
    async sizeOf(name) {
      const found = await stat(join(directory, name)).catch(() => undefined);
      return found?.isFile() === true ? found.size : undefined;
    },
    read: (name) => readFile(join(directory, name)),
    open: (name) => createReadStream(join(directory, name), { highWaterMark: readBytes }),
    async placeOf(name) {
      const path = join(directory, name);
      return { path, offset: 0, size: (await stat(path)).size };
    },
  };
}

async function filesInTar(path: string): Promise<LayoutFiles> {
  const files = await withFile(path, (file, size) => findTarFiles(file, size, path));
  const placeIn = (name: string): { at: number; size: number } => {
    const place = files.get(name);
    if (place === undefined) throw new Error(`${name} is not in ${path}`);
    return place;
  };
  return {
    pathOf: (name) => `${path}: ${name}`,
    sizeOf: async (name) => files.get(name)?.size,
    async read(name) {
      const { at, size } = placeIn(name);
      return withFile(path, (file) => readFully(file, at, Buffer.alloc(size)));
    },
    open(name) {
      const { at, size } = placeIn(name);
      if (size === 0) return Readable.from([]);
      return createReadStream(path, { start: at, end: at + size - 1, highWaterMark: readBytes });
    },
    async placeOf(name) {
      const { at, size } = placeIn(name);
      return { path, offset: at, size };
    },
  };
}

async function withFile<T>(path: string, deed: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  await using file = await open(path, 'r').catch((cause: Error) => {
    throw new Failure('BadRequest', `${path} cannot be read: ${cause.message}`, { cause });
  });
  return await deed(file, (await file.stat()).size);
}
