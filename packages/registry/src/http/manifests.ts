import { Failure } from '@violet/machinery';
import { digestOf, isDigest, type Manifest, maxManifestBytes, parseDigest, parseManifest } from '@violet/oci';
import { refusal } from '../refusal.ts';
import { checkedTag } from '../route.ts';
import type { Store } from '../store/store.ts';
import { etagOf, isUnchanged } from './conditions.ts';
import { type Exchange, readBody, respond, respondUnchanged } from './exchange.ts';

const maxTags = 100;

export async function getManifest(exchange: Exchange, repository: string, reference: string): Promise<void> {
  const found = await exchange.store.manifests.read(repository, reference);
  if (found === undefined) throw await missing(exchange, repository, reference);
  const etag = etagOf(found.digest);
  const headers = {
    'content-type': found.record.mediaType,
    'content-length': found.bytes.length,
    'docker-content-digest': found.digest,
    etag,
  };
  if (isUnchanged(exchange.request.headers, etag)) return respondUnchanged(exchange, found.digest);
  respond(exchange, 200, headers, found.bytes);
}

export async function putManifest(exchange: Exchange, repository: string, reference: string): Promise<void> {
  const { request, query, store, announce } = exchange;
  const bytes = await readBody(request, maxManifestBytes, () =>
    refusal('MANIFEST_TOO_LARGE', `a manifest has at most ${maxManifestBytes} bytes`),
  );
  const digest = digestOf(bytes, isDigest(reference) ? parseDigest(reference).algorithm : 'sha256');
  if (isDigest(reference) && digest !== reference) {
    throw refusal('DIGEST_INVALID', `the manifest has the digest ${digest}, not ${reference}`);
  }
  const manifest = parse(bytes, request.headers['content-type']);
  const tags = isDigest(reference) ? query.getAll('tag').slice(0, maxTags).map(checkedTag) : [reference];
  await store.change(repository, () => store.manifests.put(repository, digest, manifest, bytes, tags));
  const { subject } = manifest.content;
  respond(exchange, 201, {
    location: `/v2/${repository}/manifests/${digest}`,
    'docker-content-digest': digest,
    ...(subject === undefined ? {} : { 'oci-subject': subject.digest }),
    ...(isDigest(reference) && tags.length > 0 ? { 'oci-tag': tags.join(', ') } : {}),
  });
  if (tags.length === 0) announce({ type: 'pushed', repository, digest });
  for (const tag of tags) announce({ type: 'pushed', repository, digest, tag });
}

/** By tag, only the tag goes; by digest, the manifest and all its tags. */
export async function deleteManifest(exchange: Exchange, repository: string, reference: string): Promise<void> {
  const { store, deletions, announce } = exchange;
  const what = isDigest(reference) ? 'manifests' : 'tags';
  if (!deletions[what]) throw refusal('UNSUPPORTED', `this registry does not let ${what} be deleted`);
  const changes = await store.change(repository, () => remove(store, repository, reference));
  if (changes === undefined) throw await missing(exchange, repository, reference);
  respond(exchange, 202);
  for (const change of changes) announce({ type: 'deleted', repository, ...change });
}

async function remove(
  store: Store,
  repository: string,
  reference: string,
): Promise<{ digest: string; tag?: string }[] | undefined> {
  if (isDigest(reference)) {
    const tags = await store.manifests.remove(repository, reference);
    return tags === undefined ? undefined : [...tags.map((tag) => ({ digest: reference, tag })), { digest: reference }];
  }
  const digest = await store.manifests.untag(repository, reference);
  return digest === undefined ? undefined : [{ digest, tag: reference }];
}

function parse(bytes: Uint8Array, mediaType: string | undefined): Manifest {
  try {
    return parseManifest(bytes, mediaType, 'the manifest');
  } catch (cause) {
    if (cause instanceof Failure) throw refusal('MANIFEST_INVALID', cause.message, cause);
    throw cause;
  }
}

async function missing({ store }: Exchange, repository: string, reference: string): Promise<Error> {
  if (!(await store.manifests.exists(repository)))
    return refusal('NAME_UNKNOWN', `there is no repository ${repository}`);
  return refusal('MANIFEST_UNKNOWN', `manifest ${reference} is not in ${repository}`);
}
