import { leastProgress } from '../pace/least-progress.ts';
import type { BlobUpload } from '../registry.ts';
import { locationUrl, type Transport } from '../wire/transport.ts';

/** Below what common proxies take in one request (100 MB). A blob up to this size goes in one: each request is a write to the registry's disk. */
const defaultWholeBytes = 64 * 1024 * 1024;
const defaultChunkBytes = 64 * 1024 * 1024;

export interface Upload {
  transport: Transport;
  repository: string;
  blob: BlobUpload;
  doing: string;
  /** All of it goes with the request that completes the upload. */
  whole: boolean;
  /** The registry takes no body in that request. */
  wholeRefused: boolean;
  /** The registry knows no chunks: what breaks begins anew. */
  chunkless: boolean;
  chunkBytes: number;
  /** The size of the body that was sent last. */
  bodyBytes: number;
  /** Where the registry wants the next bytes; undefined before an upload has begun. */
  location: URL | undefined;
  offset: number;
  /** `offset` is what the registry said when asked, not what it took. */
  wasAsked: boolean;
  /** When asked, the registry says one byte more than it has: Quay. */
  countsOneMore: boolean;
  /** The registry may have more or less than `offset` says, since a request failed. */
  uncertain: boolean;
  reported: number;
  /** How far it had come when it last went forward: sending the same bytes anew is no progress, nor is a byte of a chunk. */
  furthest: number;
  /** Requests in a row that broke on their way, and nothing of them came through. */
  breaks: number;
  /** Any chunk was taken: PATCH is known here, and a 404 means that the upload was forgotten. */
  patched: boolean;
  /** It goes on with what another process sent, and nothing of this one's has been taken yet. */
  continues: boolean;
}

export function startUpload(transport: Transport, repository: string, blob: BlobUpload): Upload {
  const { options, limits, base } = transport;
  const { wholeBytes = defaultWholeBytes, chunkBytes = defaultChunkBytes } = options.uploads ?? {};
  const doing = `pushing blob ${blob.digest} to ${repository}`;
  const location = blob.resume === undefined ? undefined : locationUrl(base, blob.resume.location, base, doing);
  const isSmall = blob.size <= Math.min(wholeBytes, limits.bodyBytes);
  return {
    transport,
    repository,
    blob,
    doing,
    chunkBytes: Math.min(chunkBytes, limits.bodyBytes),
    bodyBytes: 0,
    location,
    whole: location === undefined && (!limits.takesChunks || (isSmall && limits.takesWhole)),
    wholeRefused: false,
    chunkless: !limits.takesChunks,
    offset: 0,
    wasAsked: false,
    countsOneMore: false,
    uncertain: location !== undefined,
    reported: 0,
    furthest: 0,
    breaks: 0,
    patched: location !== undefined,
    continues: location !== undefined,
  };
}

export function beginAnew(upload: Upload): void {
  if (upload.location !== undefined) upload.blob.onResumed?.(0);
  upload.location = undefined;
  upload.continues = false;
  upload.uncertain = false;
  upload.offset = 0;
}

export function hasAdvanced(upload: Upload): boolean {
  const { offset, furthest, bodyBytes, blob } = upload;
  const least = Math.min(leastProgress(bodyBytes), blob.size - furthest);
  if (offset <= furthest || offset < furthest + least) return false;
  upload.furthest = upload.offset;
  upload.breaks = 0;
  return true;
}

export function report(upload: Upload, bytes: number): void {
  if (bytes <= upload.reported) return;
  upload.reported = bytes;
  upload.blob.onProgress?.(bytes);
}

export function finish<T>(upload: Upload, outcome: T): T {
  const { limits } = upload.transport;
  // Learned only now that the other way has led somewhere.
  if (outcome === 'uploaded' && upload.chunkless) limits.takesChunks = false;
  if (outcome === 'uploaded' && upload.wholeRefused) limits.takesWhole = false;
  upload.blob.onSession?.(undefined);
  return outcome;
}
