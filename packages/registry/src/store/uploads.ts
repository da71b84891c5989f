import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createDigester, type DigestAlgorithm, type Digester, parseDigest } from '@violet/oci';
import { refusal } from '../refusal.ts';
import type { BlobStore } from './blobs.ts';
import { isMissing, mark, removeIfThere, sizeIfThere } from './durable.ts';
import type { Paths } from './paths.ts';

/** What is written to the disk at once. */
const writeBytes = 1024 * 1024;
/** Digests kept in memory while uploads wait for their next chunk; others are computed from the file at the end. */
const maxWaiting = 1000;

/**
 * Uploads that are under way. What has come is in a file and its size is the offset, so an upload survives a restart. One
 * writer at a time: a later request wins, because the earlier one's client has gone or given up.
 */
export interface UploadStore {
  begin(repository: string, algorithm: DigestAlgorithm): Promise<string>;
  /** Bytes that have come; undefined when there is no such upload. */
  offset(repository: string, id: string): Promise<number | undefined>;
  /**
   * Appends what a request brings and gives the new offset. `range` is where the client believes to be and how much it
   * sends. A request that breaks leaves what came of it. Throws RANGE_INVALID, SIZE_INVALID, BLOB_UPLOAD_UNKNOWN.
   */
  append(repository: string, id: string, source: Readable, range: ChunkRange | undefined): Promise<number>;
  /** Makes the upload a blob of the repository. Throws DIGEST_INVALID, and forgets the upload. */
  finish(repository: string, id: string, digest: string): Promise<void>;
  cancel(repository: string, id: string): Promise<boolean>;
  /** Ends all writers and waits for them. */
  close(): Promise<void>;
}

export interface ChunkRange {
  start: number;
  size: number;
}

/** The digest of an upload's first `offset` bytes. */
interface Progress {
  digester: Digester;
  offset: number;
}

interface Writer {
  stop(): void;
  done: Promise<unknown>;
}

export function createUploadStore(paths: Paths, blobs: BlobStore): UploadStore {
  const waiting = new Map<string, Progress>();
  const writers = new Map<string, Writer>();

  function keep(id: string, progress: Progress): void {
    waiting.delete(id);
    waiting.set(id, progress);
    const [oldest] = waiting.keys();
    if (waiting.size > maxWaiting && oldest !== undefined) waiting.delete(oldest);
  }

  /** Runs the only job on an upload, after stopping the one before it. */
  async function exclusively<T>(id: string, stop: () => void, job: () => Promise<T>): Promise<T> {
    for (let before = writers.get(id); before !== undefined; before = writers.get(id)) {
      before.stop();
      await before.done;
    }
    const running = job();
    const writer: Writer = { stop, done: running.catch(() => undefined) };
    writers.set(id, writer);
    try {
      return await running;
    } finally {
      writers.delete(id);
    }
  }

  async function append(path: string, id: string, source: Readable, range: ChunkRange | undefined): Promise<number> {
    const handle = await openUpload(path);
    try {
      const offset = (await handle.stat()).size;
      if (range !== undefined && range.start !== offset) {
        throw refusal('RANGE_INVALID', `the upload is at byte ${offset}, not ${range.start}`);
      }
      const known = waiting.get(id);
      const progress = known?.offset === offset ? known : undefined;
      waiting.delete(id);
      try {
        return await writeAll(handle, source, offset, progress, range);
      } finally {
        if (progress !== undefined && (await handle.stat()).size === progress.offset) keep(id, progress);
      }
    } finally {
      await handle.close();
    }
  }

  async function finish(repository: string, id: string, digest: string): Promise<void> {
    const path = paths.upload(repository, id);
    const handle = await openUpload(path);
    try {
      const { size } = await handle.stat();
      const { algorithm } = parseDigest(digest);
      const known = waiting.get(id);
      waiting.delete(id);
      const usable = known?.offset === size && known.digester.algorithm === algorithm ? known.digester : undefined;
      const actual = (usable ?? (await digestFile(path, algorithm))).digest();
      if (actual !== digest) {
        await removeIfThere(path);
        throw refusal('DIGEST_INVALID', `the content has the digest ${actual}, not ${digest}`);
      }
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await blobs.adopt(path, digest);
    await blobs.link(repository, digest);
  }

  return {
    begin: async (repository, algorithm) => {
      const id = randomUUID();
      await mark(paths.upload(repository, id));
      keep(id, { digester: createDigester(algorithm), offset: 0 });
      return id;
    },
    offset: (repository, id) => sizeIfThere(paths.upload(repository, id)),
    append: (repository, id, source, range) =>
      exclusively(
        id,
        () => source.destroy(new Error('another request continues this upload')),
        () => append(paths.upload(repository, id), id, source, range),
      ),
    finish: (repository, id, digest) =>
      exclusively(
        id,
        () => undefined,
        () => finish(repository, id, digest),
      ),
    cancel: (repository, id) =>
      exclusively(
        id,
        () => undefined,
        async () => {
          waiting.delete(id);
          return removeIfThere(paths.upload(repository, id));
        },
      ),
    close: async () => {
      const running = [...writers.values()];
      for (const writer of running) writer.stop();
      await Promise.all(running.map(({ done }) => done));
    },
  };
}

async function openUpload(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (cause) {
    if (isMissing(cause)) throw refusal('BLOB_UPLOAD_UNKNOWN', 'there is no such upload', cause);
    throw cause;
  }
}

/** Writes while the next bytes come in and are digested; gives the offset after the last one. */
async function writeAll(
  handle: FileHandle,
  source: Readable,
  start: number,
  progress: Progress | undefined,
  range: ChunkRange | undefined,
): Promise<number> {
  const batch = createBatch(handle, start);
  let offset = start;
  try {
    // Not destroyed when this fails: the client is to read the answer.
    for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      offset += chunk.length;
      if (range !== undefined && offset > start + range.size)
        throw refusal('SIZE_INVALID', 'more bytes than announced');
      if (progress !== undefined) {
        progress.digester.update(chunk);
        progress.offset = offset;
      }
      await batch.add(chunk);
    }
    if (range !== undefined && offset !== start + range.size)
      throw refusal('SIZE_INVALID', 'fewer bytes than announced');
  } finally {
    // A broken request still leaves what came: its client will ask how far it got.
    await batch.flush();
  }
  return offset;
}

function createBatch(handle: FileHandle, start: number): { add(chunk: Buffer): Promise<void>; flush(): Promise<void> } {
  let position = start;
  let chunks: Buffer[] = [];
  let size = 0;
  let writing: Promise<void> = Promise.resolve();

  function write(): void {
    const [buffers, at] = [chunks, position];
    position += size;
    chunks = [];
    size = 0;
    writing = writeFully(handle, buffers, at);
    // Its failure surfaces at the next await; until then it must not count as unhandled.
    writing.catch(() => undefined);
  }

  return {
    add: async (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size < writeBytes) return;
      await writing;
      write();
    },
    flush: async () => {
      await writing;
      if (size > 0) write();
      await writing;
    },
  };
}

/** `writev` may write less than it was given when the disk is nearly full. */
async function writeFully(handle: FileHandle, buffers: Buffer[], position: number): Promise<void> {
  const total = buffers.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await handle.writev(buffers, position);
  if (bytesWritten === total) return;
  const rest = Buffer.concat(buffers).subarray(bytesWritten);
  for (let done = 0; done < rest.length; ) {
    done += (await handle.write(rest, done, rest.length - done, position + bytesWritten + done)).bytesWritten;
  }
}

async function digestFile(path: string, algorithm: DigestAlgorithm): Promise<Digester> {
  const digester = createDigester(algorithm);
  for await (const chunk of createReadStream(path, { highWaterMark: writeBytes })) digester.update(chunk as Buffer);
  return digester;
}
