import { describe, expect, it } from 'vitest';
import { parseConcurrency, parseRate } from './transfer-limits.ts';

const kib = 1024;
const mib = 1024 * kib;

describe('the rate of a push', () => {
  it.each([
    ['1', 1],
    ['4096', 4096],
    ['4096B', 4096],
    ['4096B/s', 4096],
    ['512K', 512 * kib],
    ['512k', 512 * kib],
    ['512KiB', 512 * kib],
    ['512KiB/s', 512 * kib],
    ['512 KiB/s', 512 * kib],
    ['512KB', 512_000],
    ['10M', 10 * mib],
    ['10M/s', 10 * mib],
    ['10MB/s', 10_000_000],
    ['1.5MiB/s', 1.5 * mib],
    ['0.5k', 512],
    ['2G', 2 * 1024 * mib],
    ['2GB', 2_000_000_000],
    [' 10M ', 10 * mib],
  ])('%s is %i bytes a second', (text, bytes) => {
    expect(parseRate(text)).toBe(bytes);
  });

  it.each([
    '',
    '0',
    '0.0001K',
    '-1',
    '+1M',
    '10Mb',
    '10Mbit/s',
    '10mb',
    '10T',
    '1e6',
    'M',
    '1.M',
    '1,5M',
    '10M/m',
    '9999999999G',
    '١M',
  ])('is not "%s"', (text) => {
    expect(() => parseRate(text)).toThrow(`--limit-rate: "${text}" is no rate`);
  });
});

describe('how many requests at once', () => {
  it.each([
    ['1', 1],
    ['64', 64],
  ])('may be %s', (text, value) => {
    expect(parseConcurrency(text)).toBe(value);
  });

  it.each(['0', '65', '-1', '1.5', '1e1', 'many', ' 4', ''])('may not be "%s"', (text) => {
    expect(() => parseConcurrency(text)).toThrow(`--concurrency: "${text}" is no whole number from 1 to 64`);
  });
});
