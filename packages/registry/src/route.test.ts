import { sep } from 'node:path';
import { isFailure } from '@violet/machinery';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Route, routeOf } from './route.ts';
import { pathsIn } from './store/paths.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const id = '01234567-89ab-cdef-0123-456789abcdef';

describe('routeOf', () => {
  it.each([
    ['/v2/', { kind: 'base' }],
    ['/v2/_catalog', { kind: 'catalog' }],
    ['/v2/token', { kind: 'token' }],
    ['/v2/a/b/tags/list', { kind: 'tags', repository: 'a/b' }],
    ['/v2/a/manifests/b/manifests/v1', { kind: 'manifest', repository: 'a/manifests/b', reference: 'v1' }],
    [`/v2/a/manifests/${digest.replace(':', '%3A')}`, { kind: 'manifest', repository: 'a', reference: digest }],
    [`/v2/a/blobs/${digest}`, { kind: 'blob', repository: 'a', digest }],
    ['/v2/a/blobs/uploads', { kind: 'uploads', repository: 'a' }],
    ['/v2/a/blobs/uploads/', { kind: 'uploads', repository: 'a' }],
    [`/v2/a/blobs/uploads/${id}`, { kind: 'upload', repository: 'a', id }],
    [`/v2/a/referrers/${digest}`, { kind: 'referrers', repository: 'a', digest }],
    ['/', undefined],
    ['/v2/a/b', undefined],
    ['/v1/', undefined],
  ])('reads %s', (path, expected) => {
    expect(routeOf(path)).toEqual(expected);
  });

  it.each([
    ['/v2/../../etc/manifests/v1', 'NAME_INVALID'],
    ['/v2/a%2F..%2F..%2Fb/manifests/v1', 'NAME_INVALID'],
    ['/v2/_tags/manifests/v1', 'NAME_INVALID'],
    ['/v2/A/tags/list', 'NAME_INVALID'],
    [`/v2/${'a/'.repeat(200)}b/tags/list`, 'NAME_INVALID'],
    ['/v2/%/tags/list', 'NAME_INVALID'],
    ['/v2/a%00/tags/list', 'NAME_INVALID'],
    ['/v2/a/manifests/..', 'TAG_INVALID'],
    ['/v2/a/manifests/%2e%2e%2fx', undefined],
    ['/v2/a/manifests/sha256:x', 'DIGEST_INVALID'],
    ['/v2/a/blobs/latest', 'DIGEST_INVALID'],
    ['/v2/a/blobs/uploads/..', 'BLOB_UPLOAD_UNKNOWN'],
  ])('lets no name of %s become a path', (path, reason) => {
    if (reason === undefined) expect(routeOf(path)).toBeUndefined();
    else expect(() => routeOf(path)).toThrow(expect.objectContaining({ reason }));
  });
});

describe('any path at all', () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom('..', '.', '%2e%2e', '/', '\\', 'a', 'blobs', 'uploads', '_tags', digest, id),
  );
  const words = fc.constantFrom('manifests', 'blobs', 'blobs/uploads', 'referrers', 'tags/list');

  it('leads to files inside the directory, or nowhere', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), words, part, (name, word, last) => {
        const route = routeOrRefusal(`/v2/${name.join('/')}/${word}/${last}`);
        for (const file of filesOf(route))
          expect(file.startsWith(`${sep}data${sep}`) && !file.split(sep).includes('..')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

function routeOrRefusal(path: string): Route | undefined {
  try {
    return routeOf(path);
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
}

function filesOf(route: Route | undefined): string[] {
  const paths = pathsIn(`${sep}data`);
  if (route === undefined || !('repository' in route)) return [];
  if (route.kind === 'upload') return [paths.upload(route.repository, route.id)];
  if (route.kind === 'manifest' && !route.reference.includes(':'))
    return [paths.tag(route.repository, route.reference)];
  const digests = 'digest' in route ? [route.digest] : 'reference' in route ? [route.reference] : [];
  return [
    paths.tags(route.repository),
    ...digests.flatMap((found) => [paths.blob(found), paths.blobLink(route.repository, found)]),
  ];
}
