import { describe, expect, it } from 'vitest';
import { isSameForRange, isUnchanged } from './conditions.ts';

const etag = '"sha256:a"';

describe('isUnchanged', () => {
  it.each([
    [undefined, false],
    ['"sha256:a"', true],
    ['W/"sha256:a"', true],
    ['"sha256:b", "sha256:a"', true],
    ['*', true],
    ['"sha256:b"', false],
    ['sha256:a', false],
  ])('judges If-None-Match: %s', (header, expected) => {
    expect(isUnchanged(header === undefined ? {} : { 'if-none-match': header }, etag)).toBe(expected);
  });
});

describe('isSameForRange', () => {
  it.each([
    [undefined, true],
    ['"sha256:a"', true],
    ['W/"sha256:a"', false],
    ['"sha256:b"', false],
    ['Mon, 23 Nov 2026 00:00:00 GMT', false],
  ])('judges If-Range: %s', (header, expected) => {
    expect(isSameForRange(header === undefined ? {} : { 'if-range': header }, etag)).toBe(expected);
  });
});
