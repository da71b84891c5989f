import type { Failure } from '@violet/machinery';

export type Doing = 'push' | 'package' | 'verify';

/** How far something has come. None of the numbers ever goes back. */
export interface ProgressEvent {
  event: 'progress';
  doing: Doing;
  /** Of `totalBytes`: bytes that are where they belong, however they came there. */
  bytes: number;
  totalBytes: number;
  packages?: number;
  totalPackages?: number;
  /** Of bytes that moved in this run, smoothed; absent as long as nobody knows. */
  bytesPerSecond?: number;
  secondsLeft?: number;
}

export interface ErrorEvent {
  event: 'error';
  /** One that says more than Kubernetes' word, such as `WrongUsage` or `DigestMismatch`, else that word. */
  code: string;
  message: string;
  hint?: string;
  /** The path of the package that it is about. */
  package?: string;
  cluster?: string;
}

/**
 * What a command tells while it runs. With `--output json` each is one line of JSON on stderr, after `time` (RFC 3339). Names
 * and fields are a promise to programs: they may gain, they do not change. `package` is the path of a package's file.
 */
export type CommandEvent =
  | { event: 'note'; message: string }
  /** With --debug only. */
  | { event: 'debug'; message: string }
  | ErrorEvent
  | ProgressEvent
  | { event: 'planned'; package: string; images: number; bytes: number }
  | { event: 'transfer'; blobs: number; bytes: number }
  | { event: 'image'; package: string; image: string; outcome: 'pushed' | 'present' }
  /** A custom resource that was written, or left as it was. */
  | { event: 'object'; package: string; message: string }
  | { event: 'waiting'; package: string; message: string }
  /** A blob goes on where an earlier run stopped; at 0 the registry has forgotten that upload, and it starts again. */
  | { event: 'resumed'; registry: string; repository: string; digest: string; offset: number; size: number }
  /** Something failed and is tried again after a pause. */
  | { event: 'retrying'; registry: string; message: string; pauseMs: number }
  /** So many requests at once from now on; `why` where there are fewer. */
  | { event: 'concurrency'; registry: string; requests: number; why?: string }
  /** A package is done with. */
  | { event: 'package'; package: string; outcome: 'pushed' | 'unchanged' | 'failed' }
  | { event: 'stopped'; message: string }
  | { event: 'deleted'; type: string; name: string; cluster: string };

/** A failure as it is told. */
export function errorEvent(
  { code, reason, message, hint }: Failure,
  about: Pick<ErrorEvent, 'package' | 'cluster'> = {},
): ErrorEvent {
  return { event: 'error', code: reason ?? code, message, ...(hint === undefined ? {} : { hint }), ...about };
}
