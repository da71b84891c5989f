import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { DigestAlgorithm } from '@violet/oci';
import { refusal } from '../refusal.ts';
import { checkedDigest } from '../route.ts';
import type { UploadBody } from '../store/uploads.ts';
import { type Exchange, respond } from './exchange.ts';
import { mayMount } from './mount.ts';
import { chunkRangeOf } from './range.ts';

/** POST: mounts (`mount`), takes a whole blob (`digest`), or begins an upload. */
export async function beginUpload(exchange: Exchange, repository: string): Promise<void> {
  const { query, store } = exchange;
  const mount = query.get('mount');
  const mayBeMounted = mount !== null && (await mayMount(exchange, checkedDigest(mount), query.get('from')));
  if (mayBeMounted && (await store.blobs.link(repository, mount))) {
    respondCreated(exchange, repository, mount);
    return;
  }
  const digest = mount === null ? query.get('digest') : null;
  if (digest !== null) {
    await takeWhole(exchange, repository, checkedDigest(digest));
    return;
  }
  const id = await store.uploads.begin(repository, algorithmAsked(query));
  respond(exchange, 202, uploadHeaders(repository, id, 0));
}

export async function uploadStatus(exchange: Exchange, repository: string, id: string): Promise<void> {
  const offset = await exchange.store.uploads.offset(repository, id);
  if (offset === undefined) throw unknown();
  respond(exchange, 204, uploadHeaders(repository, id, offset));
}

/** PATCH: a chunk with `Content-Range`, or a stream without. */
export async function appendToUpload(exchange: Exchange, repository: string, id: string): Promise<void> {
  const offset = await append(exchange, repository, id);
  if (offset !== undefined) respond(exchange, 202, uploadHeaders(repository, id, offset));
}

/** PUT: perhaps a last chunk, then the digest of all. */
export async function finishUpload(exchange: Exchange, repository: string, id: string): Promise<void> {
  const { request, query, store } = exchange;
  const digest = checkedDigest(query.get('digest') ?? '');
  const empty = request.headers['content-length'] === '0' && request.headers['content-range'] === undefined;
  if (!empty && (await append(exchange, repository, id)) === undefined) return;
  await store.uploads.finish(repository, id, digest);
  respondCreated(exchange, repository, digest);
}

export async function cancelUpload(exchange: Exchange, repository: string, id: string): Promise<void> {
  if (!(await exchange.store.uploads.cancel(repository, id))) throw unknown();
  respond(exchange, 204);
}

async function takeWhole(exchange: Exchange, repository: string, digest: string): Promise<void> {
  const { request, store } = exchange;
  const id = await store.uploads.begin(repository, digest.slice(0, 6) as DigestAlgorithm);
  try {
    await store.uploads.append(repository, id, bodyOf(request));
    await store.uploads.finish(repository, id, digest);
  } catch (error) {
    // Its client does not know the address of this upload and cannot continue it.
    await store.uploads.cancel(repository, id);
    throw error;
  }
  respondCreated(exchange, repository, digest);
}

/** Undefined when the answer has been given: the client is out of step and is told where the upload stands. */
async function append(exchange: Exchange, repository: string, id: string): Promise<number | undefined> {
  const { request, store } = exchange;
  try {
    return await store.uploads.append(repository, id, bodyOf(request));
  } catch (error) {
    if ((error as { reason?: unknown }).reason !== 'RANGE_INVALID') throw error;
    const offset = await store.uploads.offset(repository, id);
    if (offset === undefined) throw unknown();
    respond(exchange, 416, uploadHeaders(repository, id, offset));
    return undefined;
  }
}

function bodyOf(request: IncomingMessage): UploadBody {
  const { 'content-range': header, 'content-length': length } = request.headers;
  const size = length === undefined ? undefined : Number(length);
  if (header === undefined) return { source: request, isOwned: true, start: undefined, size };
  const range = chunkRangeOf(header);
  if (range === undefined) throw refusal('BLOB_UPLOAD_INVALID', 'Content-Range is not <first byte>-<last byte>');
  if (size !== undefined && size !== range.size)
    throw refusal('SIZE_INVALID', `Content-Range has ${range.size} bytes, the body ${size}`);
  return { source: request, isOwned: true, ...range };
}

function algorithmAsked(query: URLSearchParams): DigestAlgorithm {
  return query.get('digest-algorithm') === 'sha512' ? 'sha512' : 'sha256';
}

/** `Range: 0-0` is also said of an empty upload: the header has no way to say "none". */
function uploadHeaders(repository: string, id: string, offset: number): OutgoingHttpHeaders {
  return {
    location: `/v2/${repository}/blobs/uploads/${id}`,
    range: `0-${Math.max(0, offset - 1)}`,
    'docker-upload-uuid': id,
  };
}

function respondCreated(exchange: Exchange, repository: string, digest: string): void {
  respond(exchange, 201, { location: `/v2/${repository}/blobs/${digest}`, 'docker-content-digest': digest });
}

function unknown(): Error {
  return refusal('BLOB_UPLOAD_UNKNOWN', 'there is no such upload: it was finished, ended or never begun');
}
