import { Failure } from '@violet/machinery';

/** When a cron job runs: sets of the five fields; day of month and day of week are alternatives unless one is `*`. */
export interface Schedule {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  days: ReadonlySet<number>;
  months: ReadonlySet<number>;
  weekdays: ReadonlySet<number>;
  anyDay: boolean;
  anyWeekday: boolean;
}

const MACROS: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

export function parseSchedule(text: string): Schedule {
  const fields = (MACROS[text.trim()] ?? text).trim().split(/\s+/);
  const [minute, hour, day, month, weekday] = fields;
  if (
    fields.length !== 5 ||
    minute === undefined ||
    hour === undefined ||
    day === undefined ||
    month === undefined ||
    weekday === undefined
  ) {
    throw new Failure('Invalid', `schedule "${text}" has not five fields`);
  }
  const weekdays = parseField(weekday, 0, 7, WEEKDAYS, 0);
  if (weekdays.delete(7)) weekdays.add(0);
  return {
    minutes: parseField(minute, 0, 59),
    hours: parseField(hour, 0, 23),
    days: parseField(day, 1, 31),
    months: parseField(month, 1, 12, MONTHS, 1),
    weekdays,
    anyDay: /^[*?]/.test(day),
    anyWeekday: /^[*?]/.test(weekday),
  };
}

function parseField(
  text: string,
  low: number,
  high: number,
  names: readonly string[] = [],
  firstName = 0,
): Set<number> {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^([*?]|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part);
    if (match === null) throw new Failure('Invalid', `"${part}" is no field of a schedule`);
    const [, from = '', to, step] = match;
    const numberOf = (word: string) =>
      names.includes(word.toLowerCase()) ? names.indexOf(word.toLowerCase()) + firstName : Number(word);
    const any = from === '*' || from === '?';
    const start = any ? low : numberOf(from);
    const end = any ? high : to !== undefined ? numberOf(to) : step === undefined ? start : high;
    const stride = step === undefined ? 1 : Number(step);
    if (!(start >= low && end <= high && start <= end && stride > 0))
      throw new Failure('Invalid', `"${part}" is no field of a schedule`);
    for (let value = start; value <= end; value += stride) values.add(value);
  }
  return values;
}

const MINUTE_MS = 60_000;
/** A schedule that does not come up in so long (the 30th of February) never does. */
const HORIZON_MS = 5 * 366 * 24 * 60 * MINUTE_MS;

/** The first time after `after` that the schedule names, on the clocks of the time zone. */
export function nextTime(schedule: Schedule, after: Date, timeZone = 'UTC'): Date | undefined {
  const read = wallClock(timeZone);
  const end = after.getTime() + HORIZON_MS;
  let time = Math.floor(after.getTime() / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  while (time < end) {
    const now = read(new Date(time));
    const isDay = schedule.months.has(now.month) && dayMatches(schedule, now.day, now.weekday);
    if (isDay && schedule.hours.has(now.hour) && schedule.minutes.has(now.minute)) return new Date(time);
    // Whole hours are skipped, never days: zones shift their clocks in between.
    time += isDay && schedule.hours.has(now.hour) ? MINUTE_MS : (60 - now.minute) * MINUTE_MS;
  }
  return undefined;
}

function dayMatches({ days, weekdays, anyDay, anyWeekday }: Schedule, day: number, weekday: number): boolean {
  if (anyDay || anyWeekday) return days.has(day) && weekdays.has(weekday);
  return days.has(day) || weekdays.has(weekday);
}

interface WallTime {
  minute: number;
  hour: number;
  day: number;
  month: number;
  weekday: number;
}

function wallClock(timeZone: string): (time: Date) => WallTime {
  if (timeZone === 'UTC') {
    return (time) => ({
      minute: time.getUTCMinutes(),
      hour: time.getUTCHours(),
      day: time.getUTCDate(),
      month: time.getUTCMonth() + 1,
      weekday: time.getUTCDay(),
    });
  }
  const format = zoneFormat(timeZone);
  return (time) => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const weekday = WEEKDAYS.indexOf((parts.get('weekday') ?? '').toLowerCase());
    return { minute: number('minute'), hour: number('hour'), day: number('day'), month: number('month'), weekday };
  };
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    const fields = { minute: 'numeric', hour: 'numeric', day: 'numeric', month: 'numeric', weekday: 'short' } as const;
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...fields });
  } catch (cause) {
    throw new Failure('Invalid', `there is no time zone ${timeZone}`, { cause });
  }
}
