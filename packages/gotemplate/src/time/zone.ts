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
  return {
    offsetAt: (unixSeconds) => parseOffset(zonePart(offsets, unixSeconds)),
    nameAt: (unixSeconds) => {
      const known = names.map((format) => zonePart(format, unixSeconds)).find((name) => /^[A-Z]{3,5}$/.test(name));
      return known ?? numericName(parseOffset(zonePart(offsets, unixSeconds)));
    },
  };
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
