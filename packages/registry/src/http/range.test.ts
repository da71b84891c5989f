import { describe, expect, it } from 'vitest';
import { chunkRangeOf, rangeOf } from './range.ts';

describe('rangeOf', () => {
  it.each([
    ['bytes=0-', { start: 0, end: 99 }],
    ['bytes=10-19', { start: 10, end: 19 }],
    ['bytes=90-200', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-500', { start: 0, end: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=20-10', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    [undefined, undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,3-4', undefined],
    ['lines=1-2', undefined],
  ])('reads %s of 100 bytes', (header, expected) => {
    expect(rangeOf(header, 100)).toEqual(expected);
  });
});

describe('chunkRangeOf', () => {
  it.each([
    ['0-9', { start: 0, size: 10 }],
    ['bytes 10-19/*', { start: 10, size: 10 }],
    ['9-0', undefined],
    ['a-b', undefined],
    ['', undefined],
  ])('reads %j', (header, expected) => {
    expect(chunkRangeOf(header)).toEqual(expected);
  });
});
