import { describe, expect, it } from 'vitest';
import type { Standing } from './course.ts';
import { formatDuration } from './format-duration.ts';
import { progressBar, progressSentence } from './progress-words.ts';

const mebi = 1024 * 1024;
const halfway: Standing = {
  bytes: 512 * mebi,
  totalBytes: 1024 * mebi,
  packages: 2,
  totalPackages: 5,
  bytesPerSecond: 12 * mebi,
  secondsLeft: 43,
};
const unknownYet: Standing = { bytes: 0, totalBytes: 1024 * mebi };

describe('progress in words', () => {
  it.each([
    [halfway, 'pushing: 50% (512 MiB/1.0 GiB), 2/5 packages, 12 MiB/s, 43s left'],
    [unknownYet, 'pushing: 0% (0 B/1.0 GiB)'],
    [{ ...halfway, totalPackages: 1, packages: 0 }, 'pushing: 50% (512 MiB/1.0 GiB), 12 MiB/s, 43s left'],
    [{ ...unknownYet, bytes: 1024 * mebi - 1 }, 'pushing: 99% (1024 MiB/1.0 GiB)'],
    [{ ...unknownYet, bytesPerSecond: 0 }, 'pushing: 0% (0 B/1.0 GiB), 0 B/s'],
  ])('%j is "%s"', (standing, sentence) => {
    expect(progressSentence('push', standing)).toBe(sentence);
  });

  it.each([
    [100, `pushing  ${'█'.repeat(17)}${'░'.repeat(17)}   50%  512 MiB/1.0 GiB  2/5 packages  12 MiB/s  43s left`],
    [200, `pushing  ${'█'.repeat(20)}${'░'.repeat(20)}   50%  512 MiB/1.0 GiB  2/5 packages  12 MiB/s  43s left`],
    [70, 'pushing  █████████░░░░░░░░░   50%  512 MiB/1.0 GiB  12 MiB/s  43s left'],
    [50, 'pushing  ████░░░░   50%  512 MiB/1.0 GiB  43s left'],
    [30, 'pushing  ███████░░░░░░░░   50%'],
    [20, '50%'],
    [2, '50'],
    [0, ''],
  ])('fits into %i columns', (columns, line) => {
    const drawn = progressBar('push', halfway, columns, true);

    expect(drawn.length).toBeLessThanOrEqual(Math.max(columns, 0));
    expect(drawn).toBe(line);
  });

  it('draws with plain letters where the terminal may know no others', () => {
    expect(progressBar('verify', unknownYet, 40, false)).toBe('verifying  ----------    0%  0 B/1.0 GiB');
  });

  it.each([
    [0, '0s'],
    [59, '59s'],
    [60, '1m00s'],
    [3599, '59m59s'],
    [7505, '2h05m'],
    [359_999, '99h59m'],
    [360_000, 'days'],
  ])('%i seconds are %s', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });
});
