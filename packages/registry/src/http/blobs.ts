import type { FileHandle } from 'node:fs/promises';
import { refusal } from '../refusal.ts';
import { etagOf, isSameForRange, isUnchanged } from './conditions.ts';
import { type Exchange, respond, respondUnchanged } from './exchange.ts';
import { rangeOf } from './range.ts';
import { sendFile } from './send-file.ts';

export async function getBlob(exchange: Exchange, repository: string, digest: string): Promise<void> {
  const { request, store } = exchange;
  if (request.method === 'HEAD') return headBlob(exchange, repository, digest);
  const blob = await store.blobs.open(repository, digest);
  if (blob === undefined) throw unknown(repository, digest);
  try {
    await sendBlob(exchange, digest, blob);
  } finally {
    await blob.handle.close();
  }
}

async function headBlob(exchange: Exchange, repository: string, digest: string): Promise<void> {
  const size = await exchange.store.blobs.size(repository, digest);
  if (size === undefined) throw unknown(repository, digest);
  if (isUnchanged(exchange.request.headers, etagOf(digest))) return respondUnchanged(exchange, digest);
  respond(exchange, 200, { ...blobHeaders(digest), 'content-length': size });
}

async function sendBlob(
  exchange: Exchange,
  digest: string,
  { handle, size }: { handle: FileHandle; size: number },
): Promise<void> {
  const { request, response } = exchange;
  const headers = blobHeaders(digest);
  if (isUnchanged(request.headers, etagOf(digest))) return respondUnchanged(exchange, digest);
  const asked = isSameForRange(request.headers, etagOf(digest)) ? request.headers.range : undefined;
  const range = rangeOf(asked, size);
  if (range === 'unsatisfiable') return respond(exchange, 416, { 'content-range': `bytes */${size}` });
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const partly = range === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${size}` };
  response.writeHead(range === undefined ? 200 : 206, { ...headers, 'content-length': end - start + 1, ...partly });
  await sendFile(response, { handle, start, length: end - start + 1 });
}

/** Only the repository's link goes, and only while none of its manifests needs it. */
export async function deleteBlob(exchange: Exchange, repository: string, digest: string): Promise<void> {
  const { store, deletions } = exchange;
  if (!deletions.blobs) throw refusal('UNSUPPORTED', 'this registry does not let blobs be deleted');
  await store.change(repository, async () => {
    const user = await store.manifests.userOf(repository, digest);
    if (user !== undefined) throw refusal('UNSUPPORTED', `manifest ${user} of ${repository} needs this blob`);
    if (!(await store.blobs.unlink(repository, digest))) throw unknown(repository, digest);
  });
  respond(exchange, 202);
}

function blobHeaders(digest: string): Record<string, string> {
  return {
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
    'accept-ranges': 'bytes',
    etag: etagOf(digest),
  };
}

function unknown(repository: string, digest: string): Error {
  return refusal('BLOB_UNKNOWN', `blob ${digest} is not in ${repository}`);
}
