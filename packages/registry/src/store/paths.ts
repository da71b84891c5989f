import { join } from 'node:path';
import { parseDigest } from '@violet/oci';

/**
 * The layout on disk, version 1:
 *
 *     layout.json                                    {"version":1}
 *     drafts/<id>                                    what is being written; removed at the start
 *     blobs/<algorithm>/<first two>/<hex>            content of blobs and manifests, once, whole and verified
 *     repositories/<name>/_blobs/<algorithm>/<hex>   empty: the repository has this blob
 *     repositories/<name>/_manifests/<algorithm>/<hex>          JSON: a ManifestRecord
 *     repositories/<name>/_tags/<tag>                the digest
 *     repositories/<name>/_referrers/<algorithm>/<hex>/<algorithm>-<hex>   empty: subject and who refers to it
 *     repositories/<name>/_uploads/<id>              the bytes that have come so far
 *
 * Names reach this file checked: no part of a repository name begins with `_`, so none meets a folder of ours.
 */
export interface Paths {
  layoutFile: string;
  drafts: string;
  blobs: string;
  repositories: string;
  blob(digest: string): string;
  blobLinks(repository: string): string;
  blobLink(repository: string, digest: string): string;
  manifests(repository: string): string;
  manifestRecord(repository: string, digest: string): string;
  tags(repository: string): string;
  tag(repository: string, tag: string): string;
  referrers(repository: string, subject: string): string;
  referrer(repository: string, subject: string, digest: string): string;
  uploads(repository: string): string;
  upload(repository: string, id: string): string;
}

export function pathsIn(directory: string): Paths {
  const blobs = join(directory, 'blobs');
  const repositories = join(directory, 'repositories');
  const inRepository = (repository: string, ...parts: string[]) => join(repositories, repository, ...parts);
  return {
    layoutFile: join(directory, 'layout.json'),
    drafts: join(directory, 'drafts'),
    blobs,
    repositories,
    blob: (digest) => {
      const { algorithm, hex } = parseDigest(digest);
      return join(blobs, algorithm, hex.slice(0, 2), hex);
    },
    blobLinks: (repository) => inRepository(repository, '_blobs'),
    blobLink: (repository, digest) => inRepository(repository, '_blobs', ...digest.split(':')),
    manifests: (repository) => inRepository(repository, '_manifests'),
    manifestRecord: (repository, digest) => inRepository(repository, '_manifests', ...digest.split(':')),
    tags: (repository) => inRepository(repository, '_tags'),
    tag: (repository, tag) => inRepository(repository, '_tags', tag),
    referrers: (repository, subject) => inRepository(repository, '_referrers', ...subject.split(':')),
    referrer: (repository, subject, digest) =>
      inRepository(repository, '_referrers', ...subject.split(':'), digest.replace(':', '-')),
    uploads: (repository) => inRepository(repository, '_uploads'),
    upload: (repository, id) => inRepository(repository, '_uploads', id),
  };
}
