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
  const { way, session } = upload;
  const isUnknown = !session.patched && unknownMethod.has(statusOfFailure(error) ?? 0);
  const isSwallowed = error instanceof Failure && error.reason === 'ChunkSwallowed';
  if (way.now === 'whole' || way.refused.has('whole') || session.location === undefined) return false;
  if (!(isUnknown || isSwallowed)) return false;
  way.now = 'whole';
  way.refused.add('chunks');
  beginAnew(upload);
  return true;
}

/** Chunks, for a registry that takes no body with the request that ends an upload. */
function inChunks(upload: Upload, error: unknown): boolean {
  const { way, session } = upload;
  if (way.now === 'chunks' || way.refused.has('chunks') || session.location === undefined) return false;
  if (!unknownMethod.has(statusOfFailure(error) ?? 0)) return false;
  way.now = 'chunks';
  way.refused.add('whole');
  beginAnew(upload);
  return true;
}

/** Smaller chunks: nginx takes 1 MiB unless told otherwise, ghcr.io 4 MiB. */
function inLessAtATime({ way, transport: { limits } }: Upload, error: unknown): boolean {
  const isTooLarge = error instanceof Failure && error.reason === 'ChunkTooLarge';
  const less = Math.floor(way.bodyBytes / 4);
  if (way.refused.has('chunks') || less < leastBytes) return false;
  if (!isTooLarge && statusOfFailure(error) !== 413) return false;
  // It was no body that was refused: the one that was sent last has been answered to already.
  if (way.now === 'chunks' && less >= way.chunkBytes) return false;
  limits.bodyBytes = Math.min(limits.bodyBytes, less);
  way.chunkBytes = limits.bodyBytes;
  way.now = 'chunks';
  return true;
}

/** Reasons and statuses of requests that broke on their way, not at the registry's word. */
const brokenReasons = new Set(['ConnectionBroken', 'ConnectionTimeout']);
const brokenStatuses = new Set([408, 502, 504]);

/**
 * A way that breaks twice under a body may bear smaller ones: proxies that collect a request before they pass it on give up on large ones, and
 * nothing of them arrives. Of what is cut short, the rest has been sent in vain. For this upload alone; the next one may find a better way.
 */
export function sendsLessAfterBreaks({ way, progress }: Upload, error: unknown): void {
  const reason = error instanceof Failure ? error.reason : undefined;
  const isBroken = brokenReasons.has(reason ?? '') || brokenStatuses.has(statusOfFailure(error) ?? 0);
  progress.breaks = isBroken ? progress.breaks + 1 : 0;
  const less = Math.floor(way.bodyBytes / 4);
  const isTooMuch = progress.breaks >= 2 || reason === 'ChunkCutShort';
  if (!isTooMuch || way.refused.has('chunks') || less < leastBytes) return;
  way.chunkBytes = less;
  way.now = 'chunks';
}

/** Leaves aside what another process sent, where the registry cannot make the blob of it. */
function fromStart(upload: Upload, error: unknown): boolean {
  if (!upload.session.continues) return false;
  const isOutOfStep = error instanceof Failure && error.reason === 'UploadOutOfStep';
  if (!isOutOfStep && !refusals.has(statusOfFailure(error) ?? 0)) return false;
  beginAnew(upload);
  return true;
}
