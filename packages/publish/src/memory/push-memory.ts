import { join } from 'node:path';
import { openBlobIndex } from './blob-index.ts';
import { openUploadJournal } from './upload-journal.ts';

/** Which blob goes where. `registry` is `host[:port]`. */
export interface UploadKey {
  registry: string;
  repository: string;
  digest: string;
}

/** An upload that a registry has begun and nobody has finished. */
export interface RememberedUpload extends UploadKey {
  size: number;
  /** Where the registry takes the rest. */
  location: string;
  /** Bytes that the registry was known to have; it may have more by now, or have forgotten all. */
  offset: number;
  /** Milliseconds since 1970. */
  at: number;
}

/**
 * What a push remembers for the next one: uploads under way, and which repository holds which blob. All of it are hints:
 * the registry has the last word, and without a memory a push does the same with more bytes.
 */
export interface PushMemory {
  /** Uploads that stopped half way, of runs that are over, and those of this one. */
  uploads(): readonly RememberedUpload[];
  upload(key: UploadKey): RememberedUpload | undefined;
  keepUpload(upload: Omit<RememberedUpload, 'at'>): void;
  dropUpload(key: UploadKey): void;
  /** A repository of the registry that had the blob when it was last seen. */
  repositoryOf(registry: string, digest: string): string | undefined;
  keepRepository(key: UploadKey): void;
  close(): void;
}

export interface PushMemoryOptions {
  /** Told once what cannot be read or written; the push goes on without it. */
  onNotice?: (message: string) => void;
  now?: () => number;
}

/**
 * A memory in a directory (made when something is to be kept), for any number of processes at once. Nothing is read or
 * written before it is asked for.
 *
 * Stored are names of registries, repositories and digests, sizes, and the addresses of uploads under way, in files that
 * only their owner can read (0600). No credentials: user information is never part of an address, and an address on
 * another host than the registry's (storage with a signature in its query) is not kept. A registry's own address may carry
 * a token of that one upload (distribution's `_state`): it says how far the upload has come, lets nobody in who has no
 * right to push, and is worth nothing once the upload is over.
 */
export function openPushMemory(directory: string, options: PushMemoryOptions = {}): PushMemory {
  const { onNotice = () => undefined, now = Date.now } = options;
  const journal = openUploadJournal(join(directory, 'uploads'), { onNotice, now });
  const index = openBlobIndex(join(directory, 'blobs'), { onNotice });
  return {
    uploads: () => journal.all(),
    upload: (key) => journal.get(key),
    keepUpload: (upload) => journal.keep({ ...upload, at: now() }),
    dropUpload: (key) => journal.drop(key),
    repositoryOf: (registry, digest) => index.repositoryOf(registry, digest),
    keepRepository: (key) => index.keep(key),
    close: () => {
      journal.close();
      index.close();
    },
  };
}
