import { pipeline } from 'node:stream/promises';
import { refusal } from '../refusal.ts';
import { type Exchange, respond } from './exchange.ts';
import { rangeOf } from './range.ts';

const readBytes = 256 * 1024;

export async function getBlob(exchange: Exchange, repository: string, digest: string): Promise<void> {
  const { request, response, store } = exchange;
  const blob = await store.blobs.open(repository, digest);
  if (blob === undefined) throw unknown(repository, digest);
  try {
    const headers = { ...blobHeaders(digest), 'content-length': blob.size };
    const range = request.method === 'GET' ? rangeOf(request.headers.range, blob.size) : undefined;
    if (range === 'unsatisfiable') {
      respond(exchange, 416, { 'content-range': `bytes */${blob.size}` });
      return;
    }
    const { start, end } = range ?? { start: 0, end: blob.size - 1 };
    response.writeHead(range === undefined ? 200 : 206, {
      ...headers,
      ...(range === undefined
        ? {}
        : { 'content-length': end - start + 1, 'content-range': `bytes ${start}-${end}/${blob.size}` }),
    });
    if (request.method === 'HEAD' || blob.size === 0) {
      response.end();
      return;
    }
    const content = blob.handle.createReadStream({ start, end, highWaterMark: readBytes, autoClose: false });
    await pipeline(content, response);
  } finally {
    await blob.handle.close();
  }
}

/** Only the repository's link goes, and only while none of its manifests needs it. */
export async function deleteBlob(exchange: Exchange, repository: string, digest: string): Promise<void> {
  const { store } = exchange;
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
    etag: `"${digest}"`,
  };
}

function unknown(repository: string, digest: string): Error {
  return refusal('BLOB_UNKNOWN', `blob ${digest} is not in ${repository}`);
}
