import { Failure } from '@violet/machinery';
import { statusOfFailure } from '../wire/failures.ts';
import { beginAnew, type Upload } from './upload-state.ts';

/** Statuses by which registries and proxies say that they do not know a method. */
const unknownMethod = new Set([404, 405, 501]);
/** Statuses by which a registry may refuse to go on with an upload, or the bytes that it kept of it. */
const refusals = new Set([400, 404, 405, 409, 410, 416]);
/** Below this a limit is no limit of size: a registry that refuses a body of 256 KiB refuses it for another reason. */
const leastBytes = 16 * 1024;

/** Turns to another way of sending the blob where the registry has shown that it does not know this one; false when that is not what failed. */
export function findsOtherWay(upload: Upload, error: unknown): boolean {
  return (
    withoutChunks(upload, error) || inChunks(upload, error) || inLessAtATime(upload, error) || fromStart(upload, error)
  );
}

/** One request for the whole blob. */
function withoutChunks(upload: Upload, error: unknown): boolean {
  const isUnknown = !upload.patched && unknownMethod.has(statusOfFailure(error) ?? 0);
  const isSwallowed = error instanceof Failure && error.reason === 'ChunkSwallowed';
  if (upload.whole || upload.wholeRefused || upload.location === undefined || !(isUnknown || isSwallowed)) return false;
  upload.whole = true;
  upload.chunkless = true;
  beginAnew(upload);
  return true;
}

/** Chunks, for a registry that takes no body with the request that ends an upload. */
function inChunks(upload: Upload, error: unknown): boolean {
  if (!upload.whole || upload.chunkless || upload.location === undefined) return false;
  if (!unknownMethod.has(statusOfFailure(error) ?? 0)) return false;
  upload.whole = false;
  upload.wholeRefused = true;
  beginAnew(upload);
  return true;
}

/** Smaller chunks: nginx takes 1 MiB unless told otherwise, ghcr.io 4 MiB. */
function inLessAtATime(upload: Upload, error: unknown): boolean {
  const isTooLarge = error instanceof Failure && error.reason === 'ChunkTooLarge';
  const less = Math.floor(upload.bodyBytes / 4);
  if (upload.chunkless || less < leastBytes || !(isTooLarge || statusOfFailure(error) === 413)) return false;
  // It was no body that was refused: the one that was sent last has been answered to already.
  if (!upload.whole && less >= upload.chunkBytes) return false;
  const { limits } = upload.transport;
  limits.bodyBytes = Math.min(limits.bodyBytes, less);
  upload.chunkBytes = limits.bodyBytes;
  upload.whole = false;
  return true;
}

/** Reasons and statuses of requests that broke on their way, not at the registry's word. */
const brokenReasons = new Set(['ConnectionBroken', 'ConnectionTimeout']);
const brokenStatuses = new Set([408, 502, 504]);

/**
 * A way that breaks twice under a body may bear smaller ones: proxies that collect a request before they pass it on give up on large ones, and
 * nothing of them arrives. Of what is cut short, the rest has been sent in vain. For this upload alone; the next one may find a better way.
 */
export function sendsLessAfterBreaks(upload: Upload, error: unknown): void {
  const reason = error instanceof Failure ? error.reason : undefined;
  const isBroken = brokenReasons.has(reason ?? '') || brokenStatuses.has(statusOfFailure(error) ?? 0);
  upload.breaks = isBroken ? upload.breaks + 1 : 0;
  const less = Math.floor(upload.bodyBytes / 4);
  const isTooMuch = upload.breaks >= 2 || reason === 'ChunkCutShort';
  if (!isTooMuch || upload.chunkless || less < leastBytes) return;
  upload.chunkBytes = less;
  upload.whole = false;
}

/** Leaves aside what another process sent, where the registry cannot make the blob of it. */
function fromStart(upload: Upload, error: unknown): boolean {
  if (!upload.continues) return false;
  const isOutOfStep = error instanceof Failure && error.reason === 'UploadOutOfStep';
  if (!isOutOfStep && !refusals.has(statusOfFailure(error) ?? 0)) return false;
  beginAnew(upload);
  return true;
}
