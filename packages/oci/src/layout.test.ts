import { describe, expect, it } from 'vitest';
import { digestOf } from './digest.ts';
import {
  blobPath,
  checkLayoutMarker,
  digestOfBlobPath,
  parseLayoutIndex,
  printLayoutIndex,
  printLayoutMarker,
  refNameAnnotation,
} from './layout.ts';
import { mediaTypes } from './media-types.ts';

describe('an image layout', () => {
  it('keeps blobs by algorithm and digest', () => {
    const digest = digestOf('x', 'sha512');

    expect(blobPath(digest)).toBe(digest.replace('sha512:', 'blobs/sha512/'));
    expect(digestOfBlobPath(blobPath(digest))).toBe(digest);
  });

  it.each(['blobs/sha256/../../x', 'blobs/sha256/abc', '/blobs/sha256', 'index.json'])(
    'finds no blob at %s',
    (path) => {
      expect(digestOfBlobPath(path)).toBeUndefined();
    },
  );

  it('reads back the index that it prints', () => {
    const entry = {
      mediaType: mediaTypes.imageManifest,
      digest: digestOf('x'),
      size: 1,
      annotations: { [refNameAnnotation]: 'v1' },
    };

    expect(parseLayoutIndex(Buffer.from(printLayoutIndex([entry])), 'index.json')).toEqual([entry]);
  });

  it('refuses a layout of another version', () => {
    checkLayoutMarker(Buffer.from(printLayoutMarker()), 'oci-layout');

    expect(() => checkLayoutMarker(Buffer.from('{"imageLayoutVersion":"2.0.0"}'), 'oci-layout')).toThrow('2.0.0');
  });
});
