import { describe, expect, it } from 'vitest';
import { acceptsGzip } from './accepts-gzip.ts';

describe('whether a client takes gzip', () => {
  it.each([
    ['gzip', true],
    ['deflate, gzip, br', true],
    ['GZip', true],
    ['gzip;q=1.0,deflate;q=0.6,identity;q=0.3', true],
    ['gzip ; q=0.001', true],
    ['gzip;q=0', false],
    ['gzip; q=0.000', false],
    ['gzip;Q=0, *', false],
    ['gzip;q=none', false],
    ['identity', false],
    ['x-gzip', false],
    ['*', false],
    ['', false],
    [undefined, false],
  ])('%j: %s', (header, expected) => {
    expect(acceptsGzip(header)).toBe(expected);
  });
});
