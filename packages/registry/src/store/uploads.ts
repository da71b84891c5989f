import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type DigestAlgorithm, parseDigest } from '@violet/oci';
import { isStorageFull, refusal } from '../refusal.ts';
import type { BlobStore } from './blobs.ts';
import type { Files } from './files.ts';
import type { Paths } from './paths.ts';
import { writeBody, writeBytesOf } from './upload-body.ts';
import { createUploadDigests } from './upload-digests.ts';
import type { Usage } from './usage.ts';

/** How much may be under way at once. */
export interface UploadLimits {
  /** Uploads that were begun and neither finished, ended nor forgotten. */
  open: number;
  /** Requests that bring something for an upload. */
  requests: number;
}

/**
 * Uploads that are under way. What has come is in a file and its size is the offset, so an upload survives a restart. One
 * writer at a time: a later request wins, because the earlier one's client has gone or given up.
 */
export interface UploadStore {
  /** Throws TOOMANYREQUESTS. */
  begin(repository: string, algorithm: DigestAlgorithm): Promise<string>;
  /** Bytes that have come; undefined when there is no such upload. */
  offset(repository: string, id: string): Promise<number | undefined>;
  /**
   * Appends what a request brings and gives the new offset. A request that breaks leaves what came of it, but where there is
   * no place for it: then the upload is forgotten, so that others can go on. Throws RANGE_INVALID, SIZE_INVALID,
   * BLOB_UPLOAD_UNKNOWN, DENIED, TOOMANYREQUESTS.
   */
  append(repository: string, id: string, body: UploadBody): Promise<number>;
  /** Makes the upload a blob of the repository. Throws DIGEST_INVALID, and forgets the upload. */
  finish(repository: string, id: string, digest: string): Promise<void>;
  cancel(repository: string, id: string): Promise<boolean>;
  /** Forgets the uploads of a repository that nothing came to since then; gives their number. */
  expire(repository: string, beforeMs: number): Promise<number>;
  /** Ends all writers and waits for them. */
  close(): Promise<void>;
}

export interface UploadBody {
  source: Readable;
  /** Where the client believes to be; undefined when it did not say. */
  start: number | undefined;
  /** How many bytes it says that it sends. */
  size: number | undefined;
  /** Nobody else holds the pieces of the source: their memory is taken away when they have been written. */
  isOwned: boolean;
}

interface Writer {
  stop(): void;
  done: Promise<unknown>;
}

export function createUploadStore(
  parts: { paths: Paths; files: Files; blobs: BlobStore; usage: Usage },
  limits: UploadLimits,
): UploadStore {
  const { paths, files, blobs, usage } = parts;
  const digests = createUploadDigests();
  const writers = new Map<string, Writer>();
  const open = new Set<string>();

  /** Runs the only job on an upload, after stopping the one before it. */
  async function exclusively<T>(id: string, stop: () => void, job: () => Promise<T>): Promise<T> {
    for (let before = writers.get(id); before !== undefined; before = writers.get(id)) {
      before.stop();
      await before.done;
    }
    if (writers.size >= limits.requests) throw refusal('TOOMANYREQUESTS', 'too many uploads bring something at once');
    const running = job();
    const writer: Writer = { stop, done: running.catch(() => undefined) };
    writers.set(id, writer);
    try {
      return await running;
    } finally {
      writers.delete(id);
    }
  }

  async function withUpload<T>(
    repository: string,
    id: string,
    job: (handle: FileHandle, size: number) => Promise<T>,
  ): Promise<T> {
    const handle = await files.open(paths.upload(repository, id), 'write');
    if (handle === undefined) throw refusal('BLOB_UPLOAD_UNKNOWN', 'there is no such upload');
    try {
      return await job(handle, (await handle.stat()).size);
    } finally {
      await handle.close();
    }
  }

  async function forget(repository: string, id: string): Promise<boolean> {
    open.delete(id);
    const path = paths.upload(repository, id);
    digests.forget(path);
    const size = (await files.facts(path))?.size ?? 0;
    if (!(await files.remove(path))) return false;
    usage.add(repository, { disk: -size, own: -size });
    return true;
  }

  /** What there is no place for is given up: it takes the place of others. */
  async function ifThereIsPlace<T>(repository: string, id: string, job: () => Promise<T>): Promise<T> {
    try {
      return await job();
    } catch (error) {
      if (isStorageFull(error)) await forget(repository, id);
      throw error;
    }
  }

  const append = (repository: string, id: string, body: UploadBody) =>
    withUpload(repository, id, (handle, offset) => write(repository, id, body, handle, offset));

  async function write(
    repository: string,
    id: string,
    { source, start, size, isOwned }: UploadBody,
    handle: FileHandle,
    offset: number,
  ): Promise<number> {
    if (start !== undefined && start !== offset) {
      throw refusal('RANGE_INVALID', `the upload is at byte ${offset}, not ${start}`);
    }
    usage.check(repository, size ?? 0);
    const path = paths.upload(repository, id);
    let came = offset;
    const onBytes = (bytes: Buffer) => {
      usage.add(repository, { disk: bytes.length, own: bytes.length });
      digests.add(path, came, bytes);
      came += bytes.length;
    };
    const onWritten = (written: number) => digests.written(path, written);
    const writeBytes = () => writeBytesOf(writers.size);
    try {
      return await writeBody({ source, handle, start: offset, size, isOwned, onBytes, onWritten, writeBytes });
    } catch (error) {
      // Not all that came need have been written.
      const written = (await handle.stat()).size;
      usage.add(repository, { disk: written - came, own: written - came });
      throw error;
    }
  }

  async function finish(repository: string, id: string, digest: string): Promise<void> {
    const path = paths.upload(repository, id);
    const { algorithm } = parseDigest(digest);
    await withUpload(repository, id, async (handle, size) => {
      const actual = await digests.digest(path, algorithm, size);
      if (actual !== digest) {
        await forget(repository, id);
        throw refusal('DIGEST_INVALID', `the content has the digest ${actual}, not ${digest}`);
      }
      await blobs.publish(repository, digest, { path, size, handle });
    });
    open.delete(id);
  }

  const nothing = () => undefined;
  return {
    begin: async (repository, algorithm) => {
      if (open.size >= limits.open) throw refusal('TOOMANYREQUESTS', 'too many uploads are under way');
      const id = randomUUID();
      open.add(id);
      try {
        await files.mark(paths.upload(repository, id));
      } catch (error) {
        // What was wrong is told, not that its rest could not be removed either.
        await forget(repository, id).catch(() => undefined);
        throw error;
      }
      digests.begin(paths.upload(repository, id), algorithm);
      return id;
    },
    offset: async (repository, id) => {
      const path = paths.upload(repository, id);
      const size = (await files.facts(path))?.size;
      // Who asks is about to go on, perhaps after a restart: the digest of what is there is begun meanwhile.
      if (size !== undefined) digests.written(path, size);
      return size;
    },
    append: (repository, id, body) => {
      const stop = () => void body.source.destroy(new Error('another request continues this upload'));
      return exclusively(id, stop, () => ifThereIsPlace(repository, id, () => append(repository, id, body)));
    },
    finish: (repository, id, digest) =>
      exclusively(id, nothing, () => ifThereIsPlace(repository, id, () => finish(repository, id, digest))),
    cancel: (repository, id) => exclusively(id, nothing, () => forget(repository, id)),
    expire: async (repository, beforeMs) => {
      let forgotten = 0;
      for (const id of await files.names(paths.uploads(repository))) {
        const facts = await files.facts(paths.upload(repository, id));
        if (facts === undefined || facts.changedMs >= beforeMs || writers.has(id)) continue;
        if (await forget(repository, id)) forgotten += 1;
      }
      return forgotten;
    },
    close: async () => {
      const running = [...writers.values()];
      for (const writer of running) writer.stop();
      await Promise.all(running.map(({ done }) => done));
      await digests.close();
    },
  };
}
