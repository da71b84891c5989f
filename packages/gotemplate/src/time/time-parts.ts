import { type Moment, momentOf, utcSeconds } from './moment.ts';
import { fixedZone, type Zone } from './zone.ts';

/** What a text says of a time, piece by piece. Month and day are -1, the day of the year too, where it says nothing. */
export interface TimeParts {
  fields: { year: number; month: number; day: number; hour: number; minute: number; second: number };
  yearDay: number;
  nanoseconds: number;
  half: 'am' | 'pm' | undefined;
  zone: Zone | undefined;
  /** In seconds. */
  zoneOffset: number | undefined;
  zoneName: string;
}

export function emptyParts(): TimeParts {
  return {
    fields: { year: 0, month: -1, day: -1, hour: 0, minute: 0, second: 0 },
    yearDay: -1,
    nanoseconds: 0,
    half: undefined,
    zone: undefined,
    zoneOffset: undefined,
    zoneName: '',
  };
}

/** Fills in what follows from the rest, and says what cannot be, in Go's words. */
export function completeParts(parts: TimeParts): string | undefined {
  const { fields, half } = parts;
  if (half === 'pm' && fields.hour < 12) {
    fields.hour += 12;
  } else if (half === 'am' && fields.hour === 12) {
    fields.hour = 0;
  }
  const wrong = parts.yearDay < 0 ? undefined : resolveYearDay(parts);
  if (wrong !== undefined) {
    return wrong;
  }
  fields.month = fields.month < 0 ? 1 : fields.month;
  fields.day = fields.day < 0 ? 1 : fields.day;
  const daysInMonth = new Date(Date.UTC(2000 + (fields.year % 400), fields.month, 0)).getUTCDate();
  return fields.day < 1 || fields.day > daysInMonth ? 'day out of range' : undefined;
}

function resolveYearDay({ fields, yearDay }: TimeParts): string | undefined {
  const { year, month, day } = fields;
  const firstSecond = utcSeconds({ year, month: 1, day: 1 });
  const daysInYear = (utcSeconds({ year: year + 1, month: 1, day: 1 }) - firstSecond) / 86_400;
  if (yearDay < 1 || yearDay > daysInYear) {
    return 'day-of-year out of range';
  }
  const date = new Date(utcSeconds({ year, month: 1, day: yearDay }) * 1000);
  const [foundMonth, foundDay] = [date.getUTCMonth() + 1, date.getUTCDate()];
  if (month >= 0 && month !== foundMonth) {
    return 'day-of-year does not match month';
  }
  if (day >= 0 && day !== foundDay) {
    return 'day-of-year does not match day';
  }
  fields.month = foundMonth;
  fields.day = foundDay;
  return undefined;
}

/** The moment that complete parts mean; `local` is the zone where they name none, and the one whose names are known. */
export function momentOfParts(parts: TimeParts, local: Zone): Moment {
  const { fields, nanoseconds, zone, zoneOffset, zoneName } = parts;
  if (zone !== undefined) {
    return momentOf(fields, nanoseconds, zone);
  }
  if (zoneOffset !== undefined) {
    const unixSeconds = utcSeconds(fields) - zoneOffset;
    return { unixSeconds, nanoseconds, zone: zoneAt(unixSeconds, zoneOffset, zoneName, local) };
  }
  const here = momentOf(fields, nanoseconds, local);
  if (zoneName === '' || local.nameAt(here.unixSeconds) === zoneName) {
    return here;
  }
  const offset = /^GMT[+-]/.test(zoneName) ? Number(zoneName.slice(3)) * 3600 : 0;
  return { unixSeconds: utcSeconds(fields) - offset, nanoseconds, zone: fixedZone(zoneName, offset) };
}

function zoneAt(unixSeconds: number, offset: number, name: string, local: Zone): Zone {
  const isLocal = local.offsetAt(unixSeconds) === offset && (name === '' || local.nameAt(unixSeconds) === name);
  return isLocal ? local : fixedZone(name, offset);
}
