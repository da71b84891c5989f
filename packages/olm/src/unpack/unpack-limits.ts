import { type OperatorGroup, olmAnnotations } from '@violet/api';
import { parseGoDuration } from '@violet/machinery';

const DEFAULT_TIMEOUT_MS = 10 * 60_000;
/** Whoever writes an OperatorGroup cannot have images read without a pause. */
const LEAST_RETRY_MS = 1_000;

export interface UnpackLimits {
  /** After this time an image that cannot be read counts as failed; undefined: never. */
  timeoutMs: number | undefined;
  /** How long a failure stands before the next attempt; undefined: the engine decides. */
  retryMs: number | undefined;
}

/** What the annotations of an OperatorGroup say about unpacking; upstream's words where they are no durations. */
export function unpackLimits({ metadata }: OperatorGroup): UnpackLimits | { problem: string } {
  const { bundleUnpackTimeout, bundleUnpackMinRetryInterval } = olmAnnotations;
  const timeout = readDuration(metadata.annotations?.[bundleUnpackTimeout], 'timeout', bundleUnpackTimeout);
  if (typeof timeout === 'object') return timeout;
  const retry = readDuration(
    metadata.annotations?.[bundleUnpackMinRetryInterval],
    'retry',
    bundleUnpackMinRetryInterval,
  );
  if (typeof retry === 'object') return retry;
  return {
    timeoutMs: timeout === undefined || timeout < 0 ? DEFAULT_TIMEOUT_MS : timeout === 0 ? undefined : timeout,
    retryMs: retry === undefined || retry <= 0 ? undefined : Math.max(retry, LEAST_RETRY_MS),
  };
}

function readDuration(text: string | undefined, what: string, key: string): number | { problem: string } | undefined {
  if (text === undefined) return undefined;
  const read = parseGoDuration(text);
  return 'ms' in read
    ? read.ms
    : { problem: `failed to parse unpack ${what} annotation(${key}: ${text}): ${read.problem}` };
}
