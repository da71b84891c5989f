import type { IncomingMessage } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { Failure } from '@violet/machinery';
import { digestOf, mismatch, parseDigest, verifyingStream } from '../digest.ts';
import { contentLength, discard, readBody } from './answer.ts';
import { connectionFailure } from './failures.ts';
import type { PulledBlob } from './registry.ts';
import { scopes } from './scopes.ts';
import type { Answered, Transport } from './transport.ts';

export async function headBlob(transport: Transport, repository: string, digest: string): Promise<number | undefined> {
  const { message, status } = await transport.askPatiently({
    method: 'HEAD',
    url: blobUrl(repository, digest),
    scopes: scopes.pull(repository),
    doing: `looking for blob ${digest} in ${repository}`,
    expect: [200, 404],
  });
  await discard(message);
  return status === 404 ? undefined : sizeOf(transport, message, `blob ${digest} in ${repository}`);
}

export async function getBlob(
  transport: Transport,
  repository: string,
  digest: string,
): Promise<PulledBlob | undefined> {
  const source = `registry ${transport.base.host}: ${repository}`;
  const answered = await fetchBlob(transport, repository, digest, 0);
  if (answered.status === 404) {
    await discard(answered.message);
    return undefined;
  }
  const size = sizeOf(transport, answered.message, `blob ${digest} in ${repository}`);
  const body = Readable.from(continued(transport, repository, digest, size, answered.message), { objectMode: false });
  const verified = verifyingStream(digest, size, source);
  // Errors arrive at the reader of `verified`: pipeline destroys it with them.
  pipeline(body, verified, () => undefined);
  return { size, stream: verified };
}

export async function readBlob(
  transport: Transport,
  repository: string,
  digest: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const answered = await fetchBlob(transport, repository, digest, 0);
  const source = `registry ${transport.base.host}: blob ${digest} in ${repository}`;
  if (answered.status === 404) {
    await discard(answered.message);
    return undefined;
  }
  if ((contentLength(answered.message) ?? 0) > maxBytes) {
    answered.message.destroy();
    throw new Failure('RequestEntityTooLarge', `${source}: more than the ${maxBytes} bytes that are taken here`);
  }
  const bytes = await readBody(answered.message, maxBytes, source).catch((cause) =>
    Promise.reject(connectionFailure(transport.base.host, `reading blob ${digest} of ${repository}`, cause)),
  );
  const actual = digestOf(bytes, parseDigest(digest).algorithm);
  if (actual !== digest) throw mismatch(source, digest, actual);
  return bytes;
}

export async function mountBlob(
  transport: Transport,
  repository: string,
  digest: string,
  from: string,
): Promise<{ mounted: true } | { mounted: false; answered: Answered }> {
  const query = new URLSearchParams({ mount: digest, from });
  const answered = await transport.askPatiently({
    method: 'POST',
    url: `/v2/${repository}/blobs/uploads/?${query}`,
    scopes: scopes.mount(repository, from),
    doing: `mounting blob ${digest} from ${from} into ${repository}`,
    expect: [201, 202],
    headers: { 'content-length': 0 },
  });
  await discard(answered.message);
  return answered.status === 201 ? { mounted: true } : { mounted: false, answered };
}

/** Tells the registry that an upload will not be finished. It forgets such uploads by itself, only later. */
export async function cancelUpload(transport: Transport, repository: string, location: URL): Promise<void> {
  try {
    const ask = {
      method: 'DELETE',
      url: location,
      scopes: scopes.push(repository),
      doing: 'ending an upload',
    } as const;
    await discard((await transport.ask({ ...ask, expect: [202, 204, 404, 405] })).message);
  } catch {
    // Nothing depends on it.
  }
}

function blobUrl(repository: string, digest: string): string {
  return `/v2/${repository}/blobs/${digest}`;
}

function fetchBlob(transport: Transport, repository: string, digest: string, offset: number): Promise<Answered> {
  return transport.askPatiently({
    method: 'GET',
    url: blobUrl(repository, digest),
    scopes: scopes.pull(repository),
    doing: `reading blob ${digest} of ${repository}`,
    expect: offset === 0 ? [200, 404] : [200, 206],
    headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
  });
}

function sizeOf(transport: Transport, message: IncomingMessage, thing: string): number {
  const size = contentLength(message);
  if (size === undefined) {
    message.destroy();
    throw new Failure('InternalError', `registry ${transport.base.host}: ${thing}: it did not say the size`);
  }
  return size;
}

/** The bytes of a blob over as many connections as it takes. */
async function* continued(
  transport: Transport,
  repository: string,
  digest: string,
  size: number,
  first: IncomingMessage,
): AsyncGenerator<Buffer> {
  const patience = transport.newPatience();
  let message = first;
  let offset = 0;
  let skip = 0;
  for (;;) {
    try {
      for await (const chunk of message as AsyncIterable<Buffer>) {
        const fresh = skip === 0 ? chunk : chunk.subarray(skip);
        skip -= chunk.length - fresh.length;
        if (fresh.length === 0) continue;
        offset += fresh.length;
        patience.renew();
        yield fresh;
      }
      return;
    } catch (cause) {
      await patience.pause(connectionFailure(transport.base.host, `reading blob ${digest} of ${repository}`, cause));
    }
    if (offset >= size) return;
    const again = await fetchBlob(transport, repository, digest, offset);
    message = again.message;
    // A registry that knows no ranges begins at the beginning.
    skip = again.status === 206 ? 0 : offset;
  }
}
