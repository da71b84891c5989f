import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Failure } from '@violet/machinery';
import { discard } from './answer.ts';
import { headBlob, mountBlob } from './blobs.ts';
import { statusOfFailure } from './failures.ts';
import type { BlobUpload } from './registry.ts';
import { scopes } from './scopes.ts';
import { locationUrl, type Transport } from './transport.ts';

/** Below what common proxies take in one request (100 MB). A blob up to this size goes in one: each request is a write to the registry's disk. */
const defaultWholeBytes = 64 * 1024 * 1024;
const defaultChunkBytes = 64 * 1024 * 1024;
/** Statuses by which registries say that they know no PATCH. */
const chunkless = new Set([404, 405, 501]);

interface Upload {
  transport: Transport;
  repository: string;
  blob: BlobUpload;
  doing: string;
  /** All of it goes with the request that completes the upload. */
  whole: boolean;
  /** The registry knows no chunks: what breaks begins anew. */
  chunkless: boolean;
  chunkBytes: number;
  /** Where the registry wants the next bytes; undefined before an upload has begun. */
  location: URL | undefined;
  offset: number;
  /** The registry may have more or less than `offset` says, since a request failed. */
  uncertain: boolean;
  reported: number;
  /** The largest offset so far: sending the same bytes anew is no progress. */
  furthest: number;
  /** Any chunk was taken: PATCH is known here, and a 404 means that the upload was forgotten. */
  patched: boolean;
  /** It goes on with what another process sent, and nothing of this one's has been taken yet. */
  continues: boolean;
}

/**
 * Sends a blob: in one request, or in chunks where it is large, and continued where the registry's own count says that it
 * stopped. Failures in a row are bounded; going forward renews patience.
 */
export async function uploadBlob(
  transport: Transport,
  repository: string,
  blob: BlobUpload,
): Promise<'mounted' | 'uploaded'> {
  const upload = start(transport, repository, blob);
  const patience = transport.newPatience();
  for (;;) {
    try {
      if (upload.uncertain && (await reconcile(upload)) === 'there') return finish(upload, 'uploaded');
      if (upload.location === undefined && (await begin(upload)) === 'mounted') return finish(upload, 'mounted');
      while (!upload.whole && upload.offset < blob.size) {
        await sendChunk(upload);
        if (hasAdvanced(upload)) patience.renew();
      }
      await complete(upload);
      return finish(upload, 'uploaded');
    } catch (error) {
      if (hasAdvanced(upload)) patience.renew();
      if (!withoutChunks(upload, error) && !withoutEarlierBytes(upload, error)) await patience.pause(error);
    }
  }
}

function start(transport: Transport, repository: string, blob: BlobUpload): Upload {
  const { wholeBytes = defaultWholeBytes, chunkBytes = defaultChunkBytes } = transport.options.uploads ?? {};
  const doing = `pushing blob ${blob.digest} to ${repository}`;
  const location =
    blob.resume === undefined ? undefined : locationUrl(transport.base, blob.resume.location, transport.base, doing);
  return {
    transport,
    repository,
    blob,
    doing,
    chunkBytes,
    location,
    whole: location === undefined && blob.size <= wholeBytes,
    chunkless: false,
    offset: 0,
    uncertain: location !== undefined,
    reported: 0,
    furthest: 0,
    patched: location !== undefined,
    continues: location !== undefined,
  };
}

function hasAdvanced(upload: Upload): boolean {
  if (upload.offset <= upload.furthest) return false;
  upload.furthest = upload.offset;
  return true;
}

function finish<T>(upload: Upload, outcome: T): T {
  report(upload, upload.blob.size);
  upload.blob.onSession?.(undefined);
  return outcome;
}

/** After a failure: asks the registry what it has. */
async function reconcile(upload: Upload): Promise<'there' | 'missing'> {
  const { transport, repository, blob, location } = upload;
  if (location !== undefined && !upload.chunkless) {
    const { message, status } = await transport.ask({
      method: 'GET',
      url: location,
      scopes: scopes.push(repository),
      doing: `asking how far blob ${blob.digest} has come to ${repository}`,
      expect: [200, 202, 204, 400, 404, 405, 410, 501],
    });
    await discard(message);
    if (status < 300) {
      upload.offset = Math.min(received(message), blob.size);
      upload.whole &&= upload.offset === 0;
      upload.uncertain = false;
      // What another process sent is no progress of this one.
      if (upload.continues) upload.furthest = Math.max(upload.furthest, upload.offset);
      moveTo(upload, message, location);
      blob.onResumed?.(upload.offset);
      return 'missing';
    }
  }
  // The upload is unknown: it was forgotten, or the answer to its completion was lost.
  const size = await headBlob(transport, repository, blob.digest);
  upload.uncertain = false;
  if (size === blob.size) return 'there';
  beginAnew(upload);
  return 'missing';
}

function beginAnew(upload: Upload): void {
  if (upload.location !== undefined) upload.blob.onResumed?.(0);
  upload.location = undefined;
  upload.continues = false;
  upload.uncertain = false;
  upload.offset = 0;
}

async function begin(upload: Upload): Promise<'mounted' | 'begun'> {
  const { transport, repository, blob } = upload;
  if (blob.mountFrom !== undefined) {
    const outcome = await mountBlob(transport, repository, blob.digest, blob.mountFrom);
    if (outcome.mounted) return 'mounted';
    setLocation(upload, outcome.answered.message, outcome.answered.url);
    return 'begun';
  }
  const { message, url } = await transport.ask({
    method: 'POST',
    url: `/v2/${repository}/blobs/uploads/`,
    scopes: scopes.push(repository),
    doing: upload.doing,
    expect: [202],
    headers: { 'content-length': 0 },
  });
  await discard(message);
  const least = Number(message.headers['oci-chunk-min-length'] ?? 0);
  if (Number.isSafeInteger(least) && least > upload.chunkBytes) upload.chunkBytes = least;
  setLocation(upload, message, url);
  return 'begun';
}

async function sendChunk(upload: Upload): Promise<void> {
  const { transport, repository, blob, offset, location } = upload;
  const size = Math.min(upload.chunkBytes, blob.size - offset);
  upload.uncertain = true;
  const { message, status, url } = await transport.ask({
    method: 'PATCH',
    url: location ?? '',
    scopes: scopes.push(repository),
    doing: upload.doing,
    // Some registries answer a chunk with 201 or 204.
    expect: [201, 202, 204, 416],
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': size,
      'content-range': `${offset}-${offset + size - 1}`,
    },
    stream: () => counted(upload, size),
  });
  await discard(message);
  if (status === 416) throw outOfStep(upload);
  upload.patched = true;
  const end = message.headers.range === undefined ? offset + size : received(message);
  if (end <= offset || end > offset + size) throw outOfStep(upload);
  upload.offset = end;
  upload.uncertain = false;
  moveTo(upload, message, url);
}

async function complete(upload: Upload): Promise<void> {
  const { transport, repository, blob, location } = upload;
  const url = new URL(location ?? '', transport.base);
  url.searchParams.set('digest', blob.digest);
  const size = upload.whole ? blob.size : 0;
  upload.uncertain = true;
  const { message } = await transport.ask({
    method: 'PUT',
    url,
    scopes: scopes.push(repository),
    doing: upload.doing,
    expect: [201, 202, 204],
    headers: { 'content-type': 'application/octet-stream', 'content-length': size },
    idleMs: transport.options.timeouts?.completeMs ?? 600_000,
    ...(size === 0 ? {} : { stream: () => counted(upload, size) }),
  });
  await discard(message);
}

/** Turns to one request for the whole blob where the registry knows no chunks; false when that is not what failed. */
function withoutChunks(upload: Upload, error: unknown): boolean {
  const status = statusOfFailure(error);
  if (upload.whole || upload.patched || upload.location === undefined || status === undefined) return false;
  if (!chunkless.has(status)) return false;
  upload.whole = true;
  upload.chunkless = true;
  upload.location = undefined;
  beginAnew(upload);
  return true;
}

/** Statuses by which a registry may refuse to go on with an upload, or the bytes that it kept of it. */
const refusals = new Set([400, 404, 405, 409, 410, 416]);

/** Leaves aside what another process sent where the registry cannot make the blob of it; false when that is not what failed. */
function withoutEarlierBytes(upload: Upload, error: unknown): boolean {
  if (!upload.continues) return false;
  const isOutOfStep = error instanceof Failure && error.reason === 'UploadOutOfStep';
  if (!isOutOfStep && !refusals.has(statusOfFailure(error) ?? 0)) return false;
  beginAnew(upload);
  return true;
}

/** The next bytes, telling how far they have come: neither more nor fewer than the request announces. */
function counted(upload: Upload, size: number): Readable {
  const { transport, blob, offset, doing } = upload;
  const source = transport.limited(blob.open(offset, size));
  const wrong = (comparison: string) =>
    new Failure('Conflict', `${doing}: its source gave ${comparison} than ${size} bytes at ${offset}`, {
      reason: 'SourceUnreadable',
    });
  let sent = 0;
  source.on('data', (bytes: Buffer) => {
    sent += bytes.length;
    if (sent > size) source.destroy(wrong('more'));
    else report(upload, offset + sent);
  });
  source.once('end', () => {
    if (sent < size) source.destroy(wrong('fewer'));
  });
  return source;
}

function report(upload: Upload, bytes: number): void {
  if (bytes <= upload.reported) return;
  upload.reported = bytes;
  upload.blob.onProgress?.(bytes);
}

function setLocation(upload: Upload, message: IncomingMessage, from: URL): void {
  const { transport, doing, blob } = upload;
  upload.location = locationUrl(transport.base, message.headers.location, from, doing);
  blob.onSession?.({ location: upload.location.href, offset: upload.offset });
}

/** An upload's address may change with each answer; without a word it stays. */
function moveTo(upload: Upload, message: IncomingMessage, from: URL): void {
  if (message.headers.location !== undefined) setLocation(upload, message, from);
}

/** How many bytes a `Range: 0-<last>` says are there. `0-0` is what registries say of an empty upload. */
function received(message: IncomingMessage): number {
  const last = /^(?:bytes=)?0-(\d{1,16})$/.exec(message.headers.range ?? '')?.[1];
  return last === undefined || last === '0' ? 0 : Number(last) + 1;
}

function outOfStep({ transport, doing }: Upload): Failure {
  return new Failure('Conflict', `registry ${transport.base.host}: ${doing}: it has other bytes than were sent`, {
    reason: 'UploadOutOfStep',
    hint: 'the same blob may be on its way from somewhere else; run the command again',
  });
}
