import type { Readable } from 'node:stream';
import type { LackingBlob } from './blobs-json.ts';
import type { WalkOptions } from './stored-walk.ts';

/** The files at the front of a package, in this order; blobs follow. */
export const entryNames = {
  manifest: 'manifest.yaml',
  blobs: 'blobs.json',
  layout: 'oci-layout',
  index: 'index.json',
} as const;

export interface PackagedBlob {
  readonly digest: string;
  readonly size: number;
}

/** The files inside a package, whichever gzip wrote it. */
export interface PackageEntries {
  /** Whether blobs are read one at a time, best in the order of `digests`: the file can only be read as a stream. */
  readonly isStream: boolean;
  /** What the package leaves to its base; of a package that is no differential one, nothing. */
  readonly lacking: ReadonlyMap<string, LackingBlob>;
  /** Undefined where there is no such file; a Failure when it is longer than `maxBytes`. */
  readFile(name: string, maxBytes: number): Promise<Buffer | undefined>;
  /** What it has of a digest: the same value each time, so that whoever keeps it has no copy. Undefined where it has none. */
  find(digest: string): PackagedBlob | undefined;
  /** `length` bytes (or all) from `offset` on; nothing of it is verified. Throws NotFound where there is none. */
  open(digest: string, offset: number, length?: number): Readable;
  /** The same for who is done with each chunk when asking for the next one: their memory is used again. */
  chunks(digest: string, offset: number, length?: number): AsyncIterable<Uint8Array>;
  digests(): Iterable<string>;
  /**
   * Reads all of the file, once. Throws where a blob is not what its digest says, and where the file holds anything that
   * a package does not: `blobs.json` and the tar name the same entries, in the same order, and there is nothing else.
   */
  verify(options?: WalkOptions): Promise<void>;
  close(): Promise<void>;
}
