import { lettersOf } from './zone-letters.ts';

/** A time zone: how far ahead of UTC its clocks are at a moment, and what that is called there. */
export interface Zone {
  /** Seconds east of UTC. */
  offsetAt(unixSeconds: number): number;
  /** Empty if it has none. */
  nameAt(unixSeconds: number): string;
}

export const UTC: Zone = { offsetAt: () => 0, nameAt: () => 'UTC' };

export function fixedZone(name: string, offset: number): Zone {
  return { offsetAt: () => offset, nameAt: () => name };
}

/** The abbreviations people use differ by region; each locale knows those of its own. */
const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IN', 'en-NZ', 'en-ZA'];

/** January and July of 2000: Intl has no letters for times long ago and far ahead, where the same ones are in use. */
const SAMPLE_TIMES = [946_684_800, 962_409_600];

/** By the sun: before zones were agreed on. */
const LOCAL_MEAN_TIME = 'LMT';

/** A zone of the IANA database; undefined if there is none of that name. */
export function loadZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') {
    return UTC;
  }
  try {
    return namedZone(name);
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

function namedZone(timeZone: string): Zone {
  const offsets = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const names = LOCALES.map((locale) => new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }));
  const lettersAt = (unixSeconds: number) =>
    first(names, (format) => {
      const name = zonePart(format, unixSeconds);
      return /^[A-Z]{3,5}$/.test(name) ? name : undefined;
    });
  return {
    offsetAt: (unixSeconds) => parseOffset(zonePart(offsets, unixSeconds)),
    nameAt: (unixSeconds) => {
      const offset = parseOffset(zonePart(offsets, unixSeconds));
      if (offset % 60 !== 0) {
        return LOCAL_MEAN_TIME;
      }
      const letters = lettersOf(timeZone, offset);
      if (letters !== undefined) {
        return letters;
      }
      const alike = SAMPLE_TIMES.filter((time) => parseOffset(zonePart(offsets, time)) === offset);
      return lettersAt(unixSeconds) ?? first(alike, lettersAt) ?? numericName(offset);
    },
  };
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function zonePart(format: Intl.DateTimeFormat, unixSeconds: number): string {
  return format.formatToParts(unixSeconds * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

function parseOffset(text: string): number {
  const match = /([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?/.exec(text);
  if (match === null) {
    return 0;
  }
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -seconds : seconds;
}

/** What the database calls a zone that has no letters for itself. */
function numericName(offset: number): string {
  const minutes = Math.abs(offset) / 60;
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  const rest = minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${hours}${rest}`;
}
