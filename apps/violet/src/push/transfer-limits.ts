import { wrongUsage } from '../command/usage.ts';

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const rate = /^(\d+(?:\.\d+)?) ?(?:([kmgKMG])(iB|B)?|(B))?(?:\/s)?$/;
const maxConcurrency = 64;

/**
 * Bytes a second. As rsync has it: `K` and `KiB` are 1024, `KB` is 1000. Throws for what is none, and for `Kb`, which is as
 * often meant to be bits.
 */
export function parseRate(text: string): number {
  const [, number, unit = '', suffix] = rate.exec(text.trim()) ?? [];
  const factor = suffix === 'B' ? 1000 ** 'kmg'.indexOf(unit.toLowerCase()) * 1000 : units[unit.toLowerCase()];
  const bytes = Math.round(Number(number) * (factor ?? 0));
  if (number === undefined || bytes < 1 || !Number.isSafeInteger(bytes)) {
    throw wrongUsage(`--limit-rate: "${text}" is no rate`, 'Write bytes a second: 512K, 10M, 1.5MiB/s.');
  }
  return bytes;
}

/** How many requests at once, at most. */
export function parseConcurrency(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= maxConcurrency) return value;
  throw wrongUsage(`--concurrency: "${text}" is no whole number from 1 to ${maxConcurrency}`);
}
