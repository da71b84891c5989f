import type { Zone } from './zone.ts';

/** A point in time as its zone's clocks show it. */
export interface Moment {
  /** Since 1970. */
  unixSeconds: number;
  nanoseconds: number;
  zone: Zone;
}

/** The first second of the year 1: Go's zero time. */
export const ZERO_SECONDS = -62_135_596_800;

export interface CivilTime {
  year: number;
  /** From 1. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** From 0 for Sunday. */
  weekday: number;
  /** From 1. */
  yearDay: number;
}

/** What calendar and clock of the moment's zone show. */
export function civilTime(moment: Moment): CivilTime {
  const shown = moment.unixSeconds + moment.zone.offsetAt(moment.unixSeconds);
  const date = new Date(shown * 1000);
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
    yearDay: Math.floor((shown - utcSeconds({ year, month: 1, day: 1 })) / 86_400) + 1,
  };
}

export interface CivilFields {
  year: number;
  month: number;
  day: number;
  hour?: number;
  minute?: number;
  second?: number;
}

/** Seconds since 1970 of what UTC clocks show; fields beyond their range carry over. */
export function utcSeconds({ year, month, day, hour = 0, minute = 0, second = 0 }: CivilFields): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date.getTime() / 1000;
}

/** The moment at which a zone's clocks show these fields. */
export function momentOf(fields: CivilFields, nanoseconds: number, zone: Zone): Moment {
  const shown = utcSeconds(fields);
  // The offset just before may differ from the one at the moment itself: look again once.
  const guess = shown - zone.offsetAt(shown);
  return { unixSeconds: shown - zone.offsetAt(guess), nanoseconds, zone };
}

export function unixNanoseconds({ unixSeconds, nanoseconds }: Moment): bigint {
  return BigInt(unixSeconds) * 1_000_000_000n + BigInt(nanoseconds);
}

export function momentFromNanoseconds(total: bigint, zone: Zone): Moment {
  const billion = 1_000_000_000n;
  const nanoseconds = ((total % billion) + billion) % billion;
  return { unixSeconds: Number((total - nanoseconds) / billion), nanoseconds: Number(nanoseconds), zone };
}
