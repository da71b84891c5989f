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
  way: Way;
  session: Session;
  progress: Progress;
}

/** How the blob is sent: all of it with the request that completes its upload, or in chunks before that. */
interface Way {
  now: WayName;
  /** What the registry has shown that it does not know. Without chunks, what breaks begins anew. */
  refused: Set<WayName>;
  chunkBytes: number;
  /** The size of the body that was sent last. */
  bodyBytes: number;
}

type WayName = 'whole' | 'chunks';

/** What is known of the upload that the registry has begun. */
interface Session {
  /** Where the registry wants the next bytes; undefined before an upload has begun. */
  location: URL | undefined;
  offset: number;
  /** `offset` is what the registry said when asked, not what it took. */
  wasAsked: boolean;
  /** When asked, the registry says one byte more than it has: Quay. */
  countsOneMore: boolean;
  /** The registry may have more or less than `offset` says, since a request failed. */
  uncertain: boolean;
  /** Any chunk was taken: PATCH is known here, and a 404 means that the upload was forgotten. */
  patched: boolean;
  /** It goes on with what another process sent, and nothing of this one's has been taken yet. */
  continues: boolean;
}

interface Progress {
  reported: number;
  /** How far it had come when it last went forward: sending the same bytes anew is no progress, nor is a byte of a chunk. */
  furthest: number;
  /** Requests in a row that broke on their way, and nothing of them came through. */
  breaks: number;
}

export function startUpload(transport: Transport, repository: string, blob: BlobUpload): Upload {
  const doing = `pushing blob ${blob.digest} to ${repository}`;
  const { base } = transport;
  const location = blob.resume === undefined ? undefined : locationUrl(base, blob.resume.location, base, doing);
  return {
    transport,
    repository,
    blob,
    doing,
    way: firstWay(transport, blob),
    session: location === undefined ? noSession() : resumedSession(location),
    progress: { reported: 0, furthest: 0, breaks: 0 },
  };
}

/** In one request where it is small, or where the registry has shown already that it knows nothing else. */
function firstWay({ options, limits }: Transport, { size, resume }: BlobUpload): Way {
  const { wholeBytes = defaultWholeBytes, chunkBytes = defaultChunkBytes } = options.uploads ?? {};
  const isSmall = size <= Math.min(wholeBytes, limits.bodyBytes);
  const isWhole = resume === undefined && (!limits.takesChunks || (isSmall && limits.takesWhole));
  return {
    now: isWhole ? 'whole' : 'chunks',
    refused: new Set(limits.takesChunks ? [] : ['chunks']),
    chunkBytes: Math.min(chunkBytes, limits.bodyBytes),
    bodyBytes: 0,
  };
}

function noSession(): Session {
  return {
    location: undefined,
    offset: 0,
    wasAsked: false,
    countsOneMore: false,
    uncertain: false,
    patched: false,
    continues: false,
  };
}

function resumedSession(location: URL): Session {
  return { ...noSession(), location, uncertain: true, patched: true, continues: true };
}

export function beginAnew({ session, blob }: Upload): void {
  if (session.location !== undefined) blob.onResumed?.(0);
  session.location = undefined;
  session.continues = false;
  session.uncertain = false;
  session.offset = 0;
}

export function hasAdvanced({ blob, way, session: { offset }, progress }: Upload): boolean {
  const { furthest } = progress;
  const least = Math.min(leastProgress(way.bodyBytes), blob.size - furthest);
  if (offset <= furthest || offset < furthest + least) return false;
  progress.furthest = offset;
  progress.breaks = 0;
  return true;
}

export function report({ progress, blob }: Upload, bytes: number): void {
  if (bytes <= progress.reported) return;
  progress.reported = bytes;
  blob.onProgress?.(bytes);
}

export function finish<T>(upload: Upload, outcome: T): T {
  const { limits } = upload.transport;
  // Learned only now that the other way has led somewhere.
  if (outcome === 'uploaded' && upload.way.refused.has('chunks')) limits.takesChunks = false;
  if (outcome === 'uploaded' && upload.way.refused.has('whole')) limits.takesWhole = false;
  upload.blob.onSession?.(undefined);
  return outcome;
}
