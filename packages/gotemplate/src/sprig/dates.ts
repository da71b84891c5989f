import { type FunctionMap, goFunction } from '../function.ts';
import { formatDuration, parseDuration, roughDuration, roundToSeconds } from '../time/duration.ts';
import { formatTime } from '../time/format-time.ts';
import { type Moment, momentFromNanoseconds, unixNanoseconds, ZERO_SECONDS } from '../time/moment.ts';
import { parseTime } from '../time/parse-time.ts';
import { addNanoseconds, momentIn, timeObject } from '../time/time-object.ts';
import { loadZone, UTC, type Zone } from '../time/zone.ts';
import { GoInteger, type Value } from '../value/value.ts';
import { parseDecimalInt } from './decimal-int.ts';

const HTML_LAYOUT = '2006-01-02';

interface Clockwork {
  now: () => Moment;
  local: Zone;
  zoneNamed: (name: string) => Zone;
}

function clockwork(clock: () => number, timeZone: string): Clockwork {
  const local = loadZone(timeZone) ?? UTC;
  const zones = new Map<string, Zone>([['Local', local]]);
  return {
    local,
    now: () => momentFromNanoseconds(BigInt(Math.round(clock() * 1000)) * 1000n, local),
    zoneNamed(name) {
      const zone = zones.get(name) ?? loadZone(name) ?? UTC;
      zones.set(name, zone);
      return zone;
    },
  };
}

/** A time, or the seconds since 1970 of the integer types that sprig knows. */
function momentFrom(value: Value, local: Zone): Moment | undefined {
  const isSeconds =
    typeof value === 'bigint' || (value instanceof GoInteger && (value.type === 'int' || value.type === 'int32'));
  if (isSeconds) {
    return { unixSeconds: Number(typeof value === 'bigint' ? value : value.value), nanoseconds: 0, zone: local };
  }
  return momentIn(value);
}

function tolerantDuration(text: string): bigint {
  try {
    return parseDuration(text);
  } catch {
    return 0n;
  }
}

function secondsFrom(value: Value): bigint {
  if (typeof value === 'string') {
    return parseDecimalInt(value);
  }
  return typeof value === 'bigint' ? value : 0n;
}

/** The date functions by a clock in milliseconds and the IANA name of the local zone. */
export function dateFunctions(clock: () => number, timeZone: string): FunctionMap {
  const works = clockwork(clock, timeZone);
  return { ...formatFunctions(works), ...timeFunctions(works), ...durationFunctions(works) };
}

function formatFunctions({ now, local, zoneNamed }: Clockwork): FunctionMap {
  const show = (layout: string, date: Value, zone: string) =>
    formatTime({ ...(momentFrom(date, local) ?? now()), zone: zoneNamed(zone) }, layout);
  const inZone = goFunction(['string', 'any', 'string'], ([layout, date, zone]) => show(layout, date, zone));
  return {
    date: goFunction(['string', 'any'], ([layout, date]) => show(layout, date, 'Local')),
    dateInZone: inZone,
    date_in_zone: inZone,
    htmlDate: goFunction(['any'], ([date]) => show(HTML_LAYOUT, date, 'Local')),
    htmlDateInZone: goFunction(['any', 'string'], ([date, zone]) => show(HTML_LAYOUT, date, zone)),
  };
}

function timeFunctions({ now, local }: Clockwork): FunctionMap {
  const zero: Moment = { unixSeconds: ZERO_SECONDS, nanoseconds: 0, zone: UTC };
  const moved = (date: Value, duration: bigint) => timeObject(addNanoseconds(momentIn(date) ?? zero, duration), local);
  const modify = goFunction(['string', 'time.Time'], ([text, date]) => moved(date, tolerantDuration(text)));
  const mustModify = goFunction(['string', 'time.Time'], ([text, date]) => moved(date, parseDuration(text)));
  const parse = (layout: string, text: string) => timeObject(parseTime(layout, text, local), local);
  return {
    now: goFunction([], () => timeObject(now(), local)),
    dateModify: modify,
    date_modify: modify,
    mustDateModify: mustModify,
    must_date_modify: mustModify,
    toDate: goFunction(['string', 'string'], ([layout, text]) => {
      try {
        return parse(layout, text);
      } catch {
        return timeObject(zero, local);
      }
    }),
    mustToDate: goFunction(['string', 'string'], ([layout, text]) => parse(layout, text)),
    unixEpoch: goFunction(['time.Time'], ([date]) => String((momentIn(date) ?? zero).unixSeconds)),
  };
}

function durationFunctions({ now, local }: Clockwork): FunctionMap {
  const since = (moment: Moment) => unixNanoseconds(now()) - unixNanoseconds(moment);
  return {
    ago: goFunction(['any'], ([date]) => formatDuration(roundToSeconds(since(momentFrom(date, local) ?? now())))),
    duration: goFunction(['any'], ([seconds]) =>
      formatDuration(BigInt.asIntN(64, secondsFrom(seconds) * 1_000_000_000n)),
    ),
    durationRound: goFunction(['any'], ([value]) => {
      const moment = momentIn(value);
      if (moment !== undefined) {
        return roughDuration(since(moment));
      }
      return roughDuration(typeof value === 'string' ? tolerantDuration(value) : secondsFrom(value));
    }),
  };
}
