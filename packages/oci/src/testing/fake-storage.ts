import { digestOf } from '../digest.ts';
import { type Asked, refused, type Told } from './exchange.ts';
import type { Quirks } from './quirks.ts';

interface StoredManifest {
  bytes: Buffer;
  mediaType: string;
}

interface Repository {
  blobs: Set<string>;
  manifests: Map<string, StoredManifest>;
  tags: Map<string, string>;
}

/** What the fake registry holds; blobs once for all repositories, as in real ones. */
export interface Storage {
  blobs: Map<string, Buffer>;
  repositories: Map<string, Repository>;
}

export function repositoryOf({ repositories }: Storage, name: string): Repository {
  const found = repositories.get(name) ?? { blobs: new Set(), manifests: new Map(), tags: new Map() };
  repositories.set(name, found);
  return found;
}

export function blob(storage: Storage, name: string, digest: string, asked: Asked, quirks: Quirks): Told {
  const bytes = repositoryOf(storage, name).blobs.has(digest) ? storage.blobs.get(digest) : undefined;
  if (bytes === undefined) return refused(404, 'BLOB_UNKNOWN');
  const isElsewhere = quirks.blobsElsewhere === true && asked.method === 'GET';
  const [scheme, , port] = asked.origin.split(':');
  const elsewhere = `${scheme}://localhost:${port}/storage/${digest}?signature=x`;
  if (isElsewhere) return { status: 307, headers: { location: elsewhere } };
  return ranged(bytes, asked);
}

export function ranged(bytes: Buffer, { headers }: Asked): Told {
  const from = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
  if (from === undefined) return { status: 200, body: bytes };
  const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
  return { status: 206, headers: { 'content-range': range }, body: bytes.subarray(Number(from)) };
}

export function manifest(storage: Storage, name: string, reference: string, asked: Asked, quirks: Quirks): Told {
  const repository = repositoryOf(storage, name);
  const digest = reference.includes(':') ? reference : repository.tags.get(reference);
  if (asked.method === 'PUT') return putManifest(storage, repository, reference, asked, quirks);
  const stored = digest === undefined ? undefined : repository.manifests.get(digest);
  if (stored === undefined || digest === undefined) return refused(404, 'MANIFEST_UNKNOWN');
  const withDigest = quirks.headWithout === 'digest' || quirks.headWithout === 'both' ? {} : { digest };
  return {
    status: 200,
    headers: {
      'content-type': stored.mediaType,
      ...(withDigest.digest === undefined ? {} : { 'docker-content-digest': withDigest.digest }),
    },
    body: stored.bytes,
  };
}

function putManifest(
  storage: Storage,
  repository: Repository,
  reference: string,
  { body, headers }: Asked,
  quirks: Quirks,
): Told {
  if (body.length > (quirks.maxManifestBytes ?? 4 * 1024 * 1024)) return refused(413, 'MANIFEST_INVALID');
  const digest = digestOf(body);
  if (reference.includes(':') && reference !== digest) return refused(400, 'DIGEST_INVALID');
  const { config, layers = [], manifests = [], subject } = JSON.parse(body.toString('utf8'));
  const blobs: { digest: string }[] = config === undefined ? [] : [config, ...layers];
  const isWhole = blobs.every((one) => repository.blobs.has(one.digest) && storage.blobs.has(one.digest));
  if (!isWhole) return refused(400, 'MANIFEST_BLOB_UNKNOWN');
  const hasChildren = (manifests as { digest: string }[]).every((one) => repository.manifests.has(one.digest));
  if (!hasChildren) return refused(400, 'MANIFEST_UNKNOWN');
  repository.manifests.set(digest, { bytes: body, mediaType: headers['content-type'] ?? '' });
  if (!reference.includes(':')) repository.tags.set(reference, digest);
  const told = subject === undefined || quirks.withoutReferrers === true ? {} : { 'oci-subject': subject.digest };
  return { status: 201, headers: { 'docker-content-digest': digest, ...told } };
}

export function tags(storage: Storage, name: string, { parameters }: Asked, { tagPage }: Quirks): Told {
  if (!storage.repositories.has(name)) return refused(404, 'NAME_UNKNOWN');
  const all = [...repositoryOf(storage, name).tags.keys()].sort();
  const start = all.filter((tag) => tag <= (parameters.get('last') ?? '')).length;
  const some = all.slice(start, start + (tagPage ?? all.length));
  const isLast = start + some.length >= all.length;
  const link = `</v2/${name}/tags/list?n=${tagPage}&last=${some.at(-1)}>; rel="next"`;
  return { status: 200, headers: isLast ? {} : { link }, body: JSON.stringify({ name, tags: some }) };
}
