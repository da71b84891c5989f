import type { Doing } from '../events/command-event.ts';
import type { Standing } from './course.ts';
import { formatBytes } from './format-bytes.ts';
import { formatDuration } from './format-duration.ts';

const words: Readonly<Record<Doing, string>> = { push: 'pushing', package: 'packaging', verify: 'verifying' };
const widestBar = 40;
const narrowestBar = 8;

/** All of it in one line. */
export function progressSentence(doing: Doing, standing: Standing): string {
  const { bytes, totalBytes } = standing;
  const done = `${words[doing]}: ${percent(standing)}% (${formatBytes(bytes)}/${formatBytes(totalBytes)})`;
  return [done, packageWords(standing), ...speedWords(standing)].filter((part) => part !== '').join(', ');
}

/** One line with a bar that fits into so many columns; what matters least is left out first. */
export function progressBar(doing: Doing, standing: Standing, columns: number, isUnicode: boolean): string {
  const { bytes, totalBytes } = standing;
  const [rate = '', left = ''] = speedWords(standing);
  const size = `${formatBytes(bytes)}/${formatBytes(totalBytes)}`;
  const percentage = `${percent(standing)}%`.padStart(4);
  const all = [words[doing], percentage, size, packageWords(standing), rate, left];
  const [doingWord, , sizes, , , leftWord] = all;
  const tries = [
    all,
    [doingWord, percentage, sizes, rate, left],
    [doingWord, percentage, sizes, leftWord],
    [doingWord, percentage],
  ];
  for (const parts of tries) {
    const shown = parts.filter((part) => part !== undefined && part !== '');
    const room = columns - shown.join('  ').length - 2;
    if (room < narrowestBar) continue;
    const [first = '', ...rest] = shown;
    return [first, bar(standing, Math.min(room, widestBar), isUnicode), ...rest].join('  ');
  }
  return percentage.trim().slice(0, columns);
}

function bar({ bytes, totalBytes }: Standing, width: number, isUnicode: boolean): string {
  const filled = Math.floor((bytes / totalBytes) * width);
  const [full, empty] = isUnicode ? ['█', '░'] : ['#', '-'];
  return full.repeat(filled) + empty.repeat(width - filled);
}

/** 100 only where nothing is missing. */
function percent({ bytes, totalBytes }: Standing): number {
  return totalBytes === 0 ? 100 : Math.floor((bytes / totalBytes) * 100);
}

function packageWords({ packages, totalPackages }: Standing): string {
  return totalPackages === undefined || totalPackages < 2 ? '' : `${packages ?? 0}/${totalPackages} packages`;
}

/** The rate and what is left of the time, as far as they are known. */
function speedWords({ bytesPerSecond, secondsLeft }: Standing): string[] {
  if (bytesPerSecond === undefined) return [];
  const rate = `${formatBytes(bytesPerSecond)}/s`;
  return secondsLeft === undefined ? [rate] : [rate, `${formatDuration(secondsLeft)} left`];
}
