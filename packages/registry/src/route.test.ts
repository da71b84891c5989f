import { describe, expect, it } from 'vitest';
import { routeOf } from './route.ts';

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
