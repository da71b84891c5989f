import { createDigester, type DigestAlgorithm, type Digester } from '@violet/oci';
import { createFileDigests } from '../digests/file-digests.ts';

/** An upload up to this size is digested as it comes, which takes less than asking a thread. */
const smallBytes = 256 * 1024;
/** A thread is told of so many new bytes at once: waking it takes as long as digesting a tenth of a MiB. */
const toldBytes = 4 * 1024 * 1024;
/** Uploads that are remembered while they wait for their next bytes; those of others are read again. */
const maxWaiting = 1000;

/** The digests of uploads, by the paths of their files: of small ones as they come, of others by threads that read the files. */
export interface UploadDigests {
  begin(path: string, algorithm: DigestAlgorithm): void;
  /** These bytes are about to be written at this offset. */
  add(path: string, offset: number, bytes: Uint8Array): void;
  /** The first `size` bytes are in the file, and will not change. */
  written(path: string, size: number): void;
  /** The digest of the first `size` bytes, which are all. The upload is forgotten. */
  digest(path: string, algorithm: DigestAlgorithm, size: number): Promise<string>;
  forget(path: string): void;
  close(): Promise<void>;
}

interface Waiting {
  /** After a restart nobody knows any more which one was asked for: it is hardly ever another than sha256. */
  algorithm: DigestAlgorithm;
  /** Of the first bytes; undefined once they are many. */
  small: { digester: Digester; offset: number } | undefined;
  /** Up to where a thread knows that there are bytes. */
  told: number;
}

export function createUploadDigests(): UploadDigests {
  const waiting = new Map<string, Waiting>();
  const files = createFileDigests();

  function remember(path: string, upload: Waiting): Waiting {
    waiting.set(path, upload);
    const [oldest = ''] = waiting.keys();
    if (waiting.size > maxWaiting) waiting.delete(oldest);
    return upload;
  }

  return {
    begin: (path, algorithm) =>
      void remember(path, { algorithm, small: { digester: createDigester(algorithm), offset: 0 }, told: 0 }),
    add: (path, offset, bytes) => {
      const known = waiting.get(path);
      if (known?.small === undefined) return;
      const { small } = known;
      if (small.offset !== offset || offset + bytes.length > smallBytes) {
        known.small = undefined;
        return;
      }
      small.digester.update(bytes);
      small.offset += bytes.length;
    },
    written: (path, size) => {
      const known = waiting.get(path) ?? remember(path, { algorithm: 'sha256', small: undefined, told: 0 });
      if (known.small !== undefined || size < known.told + toldBytes) return;
      known.told = size;
      files.follow(path, known.algorithm, size);
    },
    digest: async (path, algorithm, size) => {
      const small = waiting.get(path)?.small;
      waiting.delete(path);
      if (small?.offset === size && small.digester.algorithm === algorithm) return small.digester.digest();
      return files.digest(path, algorithm, size);
    },
    forget: (path) => {
      waiting.delete(path);
      files.forget(path);
    },
    close: () => files.close(),
  };
}
