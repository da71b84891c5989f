import type { DigestAlgorithm } from '@violet/oci';

/** What is told to a thread: the first `size` bytes of a file are there and will not change. */
export interface GrownFile {
  path: string;
  algorithm: DigestAlgorithm;
  size: number;
  /** The digest of these bytes is wanted, under this number; afterwards the file is forgotten. */
  request?: number;
}

export type ThreadMessage = GrownFile | { forgotten: string };

export interface ThreadAnswer {
  request: number;
  /** Undefined with an error. */
  digest?: string;
  error?: unknown;
}
