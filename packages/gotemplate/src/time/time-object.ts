import { goFunction } from '../function.ts';
import { marshalJson } from '../json/encode.ts';
import { GoObject, goInt, type Value } from '../value/value.ts';
import { formatDuration } from './duration.ts';
import { formatTime } from './format-time.ts';
import { MONTHS, RFC3339_NANO, WEEKDAYS } from './layout.ts';
import {
  type CivilTime,
  civilTime,
  type Moment,
  momentFromNanoseconds,
  momentOf,
  unixNanoseconds,
  ZERO_SECONDS,
} from './moment.ts';
import { UTC, type Zone } from './zone.ts';

/** A time.Duration of that many nanoseconds. */
function durationObject(nanoseconds: bigint): GoObject {
  const float = (unit: bigint) => goFunction([], () => Number(nanoseconds) / Number(unit));
  return new GoObject({
    type: 'time.Duration',
    kind: 'int64',
    native: nanoseconds,
    text: () => formatDuration(nanoseconds),
    json: () => String(nanoseconds),
    methods: {
      String: goFunction([], () => formatDuration(nanoseconds)),
      Hours: float(3_600_000_000_000n),
      Minutes: float(60_000_000_000n),
      Seconds: float(1_000_000_000n),
      Milliseconds: goFunction([], () => nanoseconds / 1_000_000n),
      Microseconds: goFunction([], () => nanoseconds / 1000n),
      Nanoseconds: goFunction([], () => nanoseconds),
    },
  });
}

function namedInteger(type: string, value: number, names: readonly string[]): GoObject {
  const text = () => names[value] ?? `%!${type.slice('time.'.length)}(${value})`;
  return new GoObject({ type, kind: 'int', native: BigInt(value), text, methods: { String: goFunction([], text) } });
}

/** The moment in a time.Time; undefined for any other value. */
export function momentIn(value: Value): Moment | undefined {
  return value instanceof GoObject && value.type === 'time.Time' ? (value.native as Moment) : undefined;
}

/** A time.Time with the methods that templates can use. `local` is the zone its Local() goes to. */
export function timeObject(moment: Moment, local: Zone): GoObject {
  const text = () => formatTime(moment, '2006-01-02 15:04:05.999999999 -0700 MST');
  return new GoObject({
    type: 'time.Time',
    native: moment,
    text,
    json: () => marshalJson(formatTime(moment, RFC3339_NANO)),
    methods: {
      ...fieldMethods(moment),
      ...arithmeticMethods(moment, local),
      ...comparisonMethods(moment),
      String: goFunction([], text),
      Format: goFunction(['string'], ([layout]) => formatTime(moment, layout)),
      UTC: goFunction([], () => timeObject({ ...moment, zone: UTC }, local)),
      Local: goFunction([], () => timeObject({ ...moment, zone: local }, local)),
      IsZero: goFunction([], () => moment.unixSeconds === ZERO_SECONDS && moment.nanoseconds === 0),
    },
  });
}

function fieldMethods(moment: Moment) {
  const field = (name: keyof CivilTime) => goFunction([], () => goInt(civilTime(moment)[name]));
  return {
    Year: field('year'),
    Month: goFunction([], () => namedInteger('time.Month', civilTime(moment).month, ['', ...MONTHS])),
    Day: field('day'),
    Hour: field('hour'),
    Minute: field('minute'),
    Second: field('second'),
    YearDay: field('yearDay'),
    Weekday: goFunction([], () => namedInteger('time.Weekday', civilTime(moment).weekday, WEEKDAYS)),
    Nanosecond: goFunction([], () => goInt(moment.nanoseconds)),
    Unix: goFunction([], () => BigInt(moment.unixSeconds)),
    UnixMilli: goFunction([], () => unixNanoseconds(moment) / 1_000_000n),
    UnixMicro: goFunction([], () => unixNanoseconds(moment) / 1000n),
    UnixNano: goFunction([], () => BigInt.asIntN(64, unixNanoseconds(moment))),
  };
}

function arithmeticMethods(moment: Moment, local: Zone) {
  return {
    Add: goFunction(['time.Duration'], ([duration]) =>
      timeObject(addNanoseconds(moment, nanosecondsIn(duration)), local),
    ),
    AddDate: goFunction(['int', 'int', 'int'], ([years, months, days]) => {
      const { year, month, day, ...clock } = civilTime(moment);
      const fields = { ...clock, year: year + years, month: month + months, day: day + days };
      return timeObject(momentOf(fields, moment.nanoseconds, moment.zone), local);
    }),
    Sub: goFunction(['time.Time'], ([other]) => {
      const earlier = momentIn(other) ?? moment;
      return durationObject(unixNanoseconds(moment) - unixNanoseconds(earlier));
    }),
  };
}

function comparisonMethods(moment: Moment) {
  const compared = (holds: (difference: bigint) => boolean) =>
    goFunction(['time.Time'], ([other]) => holds(unixNanoseconds(moment) - unixNanoseconds(momentIn(other) ?? moment)));
  return {
    Before: compared((difference) => difference < 0n),
    After: compared((difference) => difference > 0n),
    Equal: compared((difference) => difference === 0n),
  };
}

function nanosecondsIn(duration: Value): bigint {
  return duration instanceof GoObject && typeof duration.native === 'bigint' ? duration.native : 0n;
}

export function addNanoseconds(moment: Moment, nanoseconds: bigint): Moment {
  return momentFromNanoseconds(unixNanoseconds(moment) + nanoseconds, moment.zone);
}
