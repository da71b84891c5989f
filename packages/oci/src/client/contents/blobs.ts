import type { IncomingMessage } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { digestOf, mismatch, parseDigest, verifyingStream } from '../../digest.ts';
import { scopes } from '../access/scopes.ts';
import { leastProgress } from '../pace/least-progress.ts';
import { patiently } from '../pace/retry.ts';
import type { PulledBlob } from '../registry.ts';
import { mayMount } from '../upload/upload-limits.ts';
import { contentLength, discard } from '../wire/answer.ts';
import { connectionFailure, isTransient, statusOfFailure } from '../wire/failures.ts';
import { readAnswer } from '../wire/read-answer.ts';
import { steadily, steadiness } from '../wire/steady-body.ts';
import type { Answered, Ask, Transport } from '../wire/transport.ts';

export async function headBlob(transport: Transport, repository: string, digest: string): Promise<number | undefined> {
  const { message, status } = await transport.askPatiently({
    method: 'HEAD',
    url: blobUrl(repository, digest),
    scopes: scopes.pull(repository),
    doing: `looking for blob ${digest} in ${repository}`,
    expect: [200, 404],
  });
  await discard(message);
  if (status === 404) return undefined;
  // Proxies that compress or buffer leave the length out, or say 0, for a HEAD.
  return contentLength(message) || measureBlob(transport, repository, digest);
}

/** The size of a blob by a request for its first byte; where the registry knows neither ranges nor lengths, by reading it. */
function measureBlob(transport: Transport, repository: string, digest: string): Promise<number> {
  return patiently(() => measureOnce(transport, repository, digest), transport.newPatience());
}

async function measureOnce(transport: Transport, repository: string, digest: string): Promise<number> {
  const doing = `asking for the size of blob ${digest} in ${repository}`;
  const { message, status } = await transport.ask({
    method: 'GET',
    url: blobUrl(repository, digest),
    scopes: scopes.pull(repository),
    doing,
    expect: [200, 206, 416],
    headers: { range: 'bytes=0-0' },
  });
  const total = /^bytes [^/]*\/(\d{1,16})$/.exec(message.headers['content-range'] ?? '')?.[1];
  if (status !== 200) {
    await discard(message);
    // Not satisfiable: it has no first byte.
    return Number(total ?? 0);
  }
  const said = contentLength(message);
  if (said !== undefined) {
    message.destroy();
    return said;
  }
  let size = 0;
  try {
    for await (const chunk of steadily(message, steadiness(transport.options, transport.clock))) size += chunk.length;
  } catch (cause) {
    throw connectionFailure(transport.base.host, doing, cause);
  }
  return size;
}

export async function getBlob(
  transport: Transport,
  repository: string,
  digest: string,
): Promise<PulledBlob | undefined> {
  const source = `registry ${transport.base.host}: ${repository}`;
  const answered = await transport.askPatiently(askForBlob(repository, digest, 0));
  if (answered.status === 404) {
    await discard(answered.message);
    return undefined;
  }
  const size = contentLength(answered.message);
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
  const answer = await readAnswer(transport, askForBlob(repository, digest, 0), maxBytes);
  if (answer === undefined) return undefined;
  const actual = digestOf(answer.bytes, parseDigest(digest).algorithm);
  if (actual !== digest) {
    throw mismatch(`registry ${transport.base.host}: blob ${digest} in ${repository}`, digest, actual);
  }
  return answer.bytes;
}

export type MountOutcome =
  | { mounted: true }
  /** With the upload that the registry began in its place. */
  | { mounted: false; answered?: Answered };

/** A mount that is refused, for whatever reason, is none: the blob can still be sent, and then it will be said what is wrong. */
export async function mountBlob(
  transport: Transport,
  repository: string,
  digest: string,
  from: string,
): Promise<MountOutcome> {
  const { limits } = transport;
  if (!mayMount(limits)) return { mounted: false };
  const query = new URLSearchParams({ mount: digest, from });
  const ask = () =>
    transport.ask({
      method: 'POST',
      url: `/v2/${repository}/blobs/uploads/?${query}`,
      scopes: scopes.mount(repository, from),
      doing: `mounting blob ${digest} from ${from} into ${repository}`,
      expect: [201, 202],
      headers: { 'content-length': 0 },
    });
  const answered = await patiently(() => ask().catch(refusalOfMount), transport.newPatience());
  limits.mountRefusals = answered === undefined ? limits.mountRefusals + 1 : 0;
  if (answered === undefined) return { mounted: false };
  await discard(answered.message);
  return answered.status === 201 ? { mounted: true } : { mounted: false, answered };
}

/** Harbor answers 401 for a project that is not there, early zot 405, some registries 500; what passes with time is no refusal. */
function refusalOfMount(error: unknown): undefined {
  const status = statusOfFailure(error);
  if (status === undefined || (status !== 500 && isTransient(error))) throw error;
  return undefined;
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

function askForBlob(repository: string, digest: string, offset: number): Ask {
  return {
    method: 'GET',
    url: blobUrl(repository, digest),
    scopes: scopes.pull(repository),
    doing: `reading blob ${digest} of ${repository}`,
    expect: offset === 0 ? [200, 404] : [200, 206],
    headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
  };
}

/** The bytes of a blob over as many connections as it takes; without a size, the end of an answer is believed to be the end. */
async function* continued(
  transport: Transport,
  repository: string,
  digest: string,
  size: number | undefined,
  first: IncomingMessage,
): AsyncGenerator<Buffer> {
  const patience = transport.newPatience();
  const least = leastProgress(size ?? Number.POSITIVE_INFINITY);
  let message = first;
  let offset = 0;
  let renewedAt = 0;
  let skip = 0;
  for (;;) {
    try {
      for await (const chunk of steadily(message, steadiness(transport.options, transport.clock))) {
        const fresh = skip === 0 ? chunk : chunk.subarray(skip);
        skip -= chunk.length - fresh.length;
        if (fresh.length === 0) continue;
        offset += fresh.length;
        if (offset - renewedAt >= least) {
          patience.renew();
          renewedAt = offset;
        }
        yield fresh;
      }
      return;
    } catch (cause) {
      await patience.pause(connectionFailure(transport.base.host, `reading blob ${digest} of ${repository}`, cause));
    }
    if (size !== undefined && offset >= size) return;
    const again = await transport.askPatiently(askForBlob(repository, digest, offset));
    message = again.message;
    // A registry that knows no ranges begins at the beginning.
    skip = again.status === 206 ? 0 : offset;
  }
}
