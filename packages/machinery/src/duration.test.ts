import { describe, expect, it } from 'vitest';
import { formatAge, formatShortAge } from './duration.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('an age', () => {
  it.each([
    [-5 * second, '<invalid>', '<invalid>'],
    [-1 * second, '0s', '0s'],
    [0, '0s', '0s'],
    [119 * second, '119s', '1m'],
    [2 * minute, '2m', '2m'],
    [3 * minute + 20 * second, '3m20s', '3m'],
    [10 * minute + 20 * second, '10m', '10m'],
    [179 * minute, '179m', '2h'],
    [3 * hour, '3h', '3h'],
    [5 * hour + 7 * minute, '5h7m', '5h'],
    [47 * hour, '47h', '1d'],
    [2 * day + 3 * hour, '2d3h', '2d'],
    [8 * day + 3 * hour, '8d', '8d'],
    [729 * day, '729d', '1y'],
    [800 * day, '2y70d', '2y'],
    [8 * 365 * day, '8y', '8y'],
  ])('%d ms is %s, in short %s', (ms, long, short) => {
    expect(formatAge(ms)).toBe(long);
    expect(formatShortAge(ms)).toBe(short);
  });
});
