import { isDigest, isRepository, isTag } from '@violet/oci';
import { refusal } from './refusal.ts';

/** What a path under `/v2/` means. Every name in it has been checked. */
export type Route =
  | { kind: 'base' }
  | { kind: 'token' }
  | { kind: 'catalog' }
  | { kind: 'tags'; repository: string }
  | { kind: 'manifest'; repository: string; reference: string }
  | { kind: 'referrers'; repository: string; digest: string }
  | { kind: 'blob'; repository: string; digest: string }
  | { kind: 'uploads'; repository: string }
  | { kind: 'upload'; repository: string; id: string };

/** Repository names hold slashes and may hold these words, so paths are read from their end. */
const patterns: readonly [RegExp, (repository: string, rest: string) => Route][] = [
  [/^(.+)\/tags\/list()$/, (repository) => ({ kind: 'tags', repository })],
  [/^(.+)\/blobs\/uploads\/?()$/, (repository) => ({ kind: 'uploads', repository })],
  [/^(.+)\/blobs\/uploads\/([^/]+)$/, (repository, id) => ({ kind: 'upload', repository, id: checkedUpload(id) })],
  [/^(.+)\/blobs\/([^/]+)$/, (repository, digest) => ({ kind: 'blob', repository, digest: checkedDigest(digest) })],
  [
    /^(.+)\/referrers\/([^/]+)$/,
    (repository, digest) => ({ kind: 'referrers', repository, digest: checkedDigest(digest) }),
  ],
  [
    /^(.+)\/manifests\/([^/]+)$/,
    (repository, reference) => ({ kind: 'manifest', repository, reference: checkedReference(reference) }),
  ],
];

/** Undefined for a path that is none of a registry's. Throws NAME_INVALID, DIGEST_INVALID or TAG_INVALID. */
export function routeOf(path: string): Route | undefined {
  if (path === '/v2' || path === '/v2/') return { kind: 'base' };
  if (!path.startsWith('/v2/')) return undefined;
  const rest = decoded(path.slice('/v2/'.length));
  if (rest === '_catalog') return { kind: 'catalog' };
  if (rest === 'token') return { kind: 'token' };
  for (const [pattern, make] of patterns) {
    const [, repository, last = ''] = pattern.exec(rest) ?? [];
    if (repository !== undefined) return make(checkedRepository(repository), last);
  }
  return undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw refusal('NAME_INVALID', 'the path is not properly encoded', cause);
  }
}

function checkedRepository(name: string): string {
  if (isRepository(name)) return name;
  throw refusal('NAME_INVALID', `"${shown(name)}" is not a repository name`);
}

export function checkedDigest(text: string): string {
  if (isDigest(text)) return text;
  throw refusal('DIGEST_INVALID', `"${shown(text)}" is not a sha256 or sha512 digest`);
}

function checkedReference(text: string): string {
  // No tag holds a colon: this was meant as a digest.
  if (text.includes(':')) return checkedDigest(text);
  return checkedTag(text);
}

export function checkedTag(text: string): string {
  if (isTag(text)) return text;
  throw refusal('TAG_INVALID', `"${shown(text)}" is not a tag`);
}

function checkedUpload(id: string): string {
  if (/^[0-9a-f-]{36}$/.test(id)) return id;
  throw refusal('BLOB_UPLOAD_UNKNOWN', 'there is no such upload');
}

function shown(text: string): string {
  return text.slice(0, 200);
}
