import { Failure } from '@violet/machinery';
import { digestOf, isDigest, mismatch, parseDigest } from '../../digest.ts';
import { maxManifestBytes } from '../../manifest.ts';
import { manifestMediaTypes } from '../../media-types.ts';
import { scopes } from '../access/scopes.ts';
import type { FoundManifest, PulledManifest } from '../registry.ts';
import { contentLength, discard } from '../wire/answer.ts';
import { readAnswer } from '../wire/read-answer.ts';
import type { Ask, Transport } from '../wire/transport.ts';

/** What is put; `tag` names besides what is put by digest, where the registry knows how (specification 1.1, `?tag=`). */
export interface PutManifest {
  bytes: Uint8Array;
  mediaType: string;
  tag?: string | undefined;
}

export async function headManifest(
  transport: Transport,
  repository: string,
  reference: string,
): Promise<FoundManifest | undefined> {
  const { message, status } = await transport.askPatiently(ask('HEAD', repository, reference, [200, 404]));
  await discard(message);
  if (status === 404) return undefined;
  const digest = isDigest(reference) ? reference : digestHeader(message.headers);
  const size = contentLength(message);
  // Some registries and proxies say less in a HEAD than in a GET.
  if (digest === undefined || size === undefined || size === 0) return getManifest(transport, repository, reference);
  return { digest, size, mediaType: mediaTypeOf(message.headers['content-type']) };
}

export async function getManifest(
  transport: Transport,
  repository: string,
  reference: string,
): Promise<PulledManifest | undefined> {
  const answer = await readAnswer(transport, ask('GET', repository, reference, [200, 404]), maxManifestBytes);
  if (answer === undefined) return undefined;
  const { bytes, message } = answer;
  const source = `registry ${transport.base.host}: manifest ${reference} in ${repository}`;
  const expected = isDigest(reference) ? reference : digestHeader(message.headers);
  const digest = digestOf(bytes, expected === undefined ? 'sha256' : parseDigest(expected).algorithm);
  if (expected !== undefined && digest !== expected) throw mismatch(source, expected, digest);
  return { digest, bytes, size: bytes.length, mediaType: mediaTypeOf(message.headers['content-type']) };
}

/** Gives also of what the registry has taken note besides: the manifest's subject, a tag that was asked for with a digest. */
export async function putManifest(
  transport: Transport,
  repository: string,
  reference: string,
  { bytes, mediaType, tag }: PutManifest,
): Promise<{ digest: string; knowsSubject: boolean; isTagged: boolean }> {
  if (bytes.byteLength > maxManifestBytes) {
    throw new Failure(
      'RequestEntityTooLarge',
      `manifest ${reference} of ${repository}: more than ${maxManifestBytes} bytes`,
    );
  }
  const { message } = await transport.askPatiently({
    method: 'PUT',
    url: `${manifestUrl(repository, reference)}${tag === undefined ? '' : `?tag=${tag}`}`,
    scopes: scopes.push(repository),
    doing: `pushing manifest ${reference} to ${repository}`,
    expect: [200, 201, 202],
    headers: { 'content-type': mediaType },
    body: bytes,
  });
  await discard(message);
  const digest = digestOf(bytes, isDigest(reference) ? parseDigest(reference).algorithm : 'sha256');
  const stored = digestHeader(message.headers);
  if (stored?.startsWith('sha256:') && digest.startsWith('sha256:') && stored !== digest) {
    throw mismatch(`registry ${transport.base.host}: manifest ${reference} in ${repository}`, digest, stored);
  }
  const { 'oci-subject': subject, 'oci-tag': tags } = message.headers;
  return { digest, knowsSubject: subject !== undefined, isTagged: tag !== undefined && tagsIn(tags).includes(tag) };
}

export async function deleteManifest(transport: Transport, repository: string, reference: string): Promise<boolean> {
  const { message, status } = await transport.askPatiently({
    method: 'DELETE',
    url: manifestUrl(repository, reference),
    scopes: scopes.delete(repository),
    doing: `deleting manifest ${reference} of ${repository}`,
    expect: [200, 202, 204, 404],
  });
  await discard(message);
  return status !== 404;
}

function ask(method: 'GET' | 'HEAD', repository: string, reference: string, expect: number[]): Ask {
  return {
    method,
    url: manifestUrl(repository, reference),
    scopes: scopes.pull(repository),
    doing: `${method === 'GET' ? 'reading' : 'looking for'} manifest ${reference} of ${repository}`,
    expect,
    headers: { accept: [...manifestMediaTypes] },
  };
}

function manifestUrl(repository: string, reference: string): string {
  return `/v2/${repository}/manifests/${reference}`;
}

function digestHeader(headers: NodeJS.Dict<string | string[]>): string | undefined {
  const header = headers['docker-content-digest'];
  return typeof header === 'string' && isDigest(header) ? header : undefined;
}

function tagsIn(header: string | string[] | undefined): string[] {
  return [header ?? []].flat().flatMap((text) => text.split(',').map((tag) => tag.trim()));
}

function mediaTypeOf(header: string | undefined): string {
  return header?.split(';', 1)[0]?.trim() ?? '';
}
