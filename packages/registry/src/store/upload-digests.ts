import { createDigester, type DigestAlgorithm, type Digester } from '@violet/oci';
import { createFileDigests } from '../digests/file-digests.ts';

/** An upload up to this size is digested as it comes, which takes less than asking a thread. */
const smallBytes = 256 * 1024;
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
  algorithm: DigestAlgorithm;
  /** Of the first bytes; undefined once they are many. */
  small: { digester: Digester; offset: number } | undefined;
}

export function createUploadDigests(): UploadDigests {
  const waiting = new Map<string, Waiting>();
  const files = createFileDigests();

  return {
    begin: (path, algorithm) => {
      waiting.set(path, { algorithm, small: { digester: createDigester(algorithm), offset: 0 } });
      const [oldest = ''] = waiting.keys();
      if (waiting.size > maxWaiting) waiting.delete(oldest);
    },
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
      const known = waiting.get(path);
      // After a restart nobody knows any more which digest was asked for: hardly ever another one than this.
      if (known?.small === undefined && size > 0) files.follow(path, known?.algorithm ?? 'sha256', size);
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
