import { describe, expect, it } from 'vitest';
import { parseGoDuration } from './duration.ts';

describe('durations as Go reads them', () => {
  it.each([
    ['0', 0],
    ['1h30m', 5_400_000],
    ['45m', 2_700_000],
    ['1.5s', 1_500],
    ['.5h', 1_800_000],
    ['-2m', -120_000],
    ['+2m', 120_000],
    ['100ms3us', 100.003],
    ['1µs', 0.001],
  ])('reads %s', (text, ms) => {
    expect(parseGoDuration(text)).toEqual({ ms });
  });

  it.each([
    ['', 'time: invalid duration ""'],
    ['45', 'time: missing unit in duration "45"'],
    ['45mError.code', 'time: unknown unit "mError" in duration "45mError.code"'],
    ['m', 'time: invalid duration "m"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['.', 'time: invalid duration "."'],
    ['99999999999999h', 'time: invalid duration "99999999999999h"'],
  ])('says as Go why %j is none', (text, problem) => {
    expect(parseGoDuration(text)).toEqual({ problem });
  });
});
