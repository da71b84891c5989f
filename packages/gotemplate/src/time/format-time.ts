import { layoutChunks, MONTHS, WEEKDAYS } from './layout.ts';
import { type CivilTime, civilTime, type Moment } from './moment.ts';

/** Go's Time.Format. */
export function formatTime(moment: Moment, layout: string): string {
  const civil = civilTime(moment);
  let out = '';
  for (const { prefix, element } of layoutChunks(layout)) {
    out += prefix + (element === undefined ? '' : formatElement(element, civil, moment));
  }
  return out;
}

function padded(value: number, width: number, fill = '0'): string {
  return value < 0 ? `-${padded(-value, width, fill)}` : String(value).padStart(width, fill);
}

function formatElement(element: string, civil: CivilTime, moment: Moment): string {
  return formatDate(element, civil) ?? formatClock(element, civil) ?? formatRest(element, moment);
}

function formatDate(element: string, civil: CivilTime): string | undefined {
  const month = MONTHS[civil.month - 1] ?? '';
  const weekday = WEEKDAYS[civil.weekday] ?? '';
  switch (element) {
    case '2006':
      return padded(civil.year, 4);
    case '06':
      return padded(Math.abs(civil.year) % 100, 2);
    case 'January':
      return month;
    case 'Jan':
      return month.slice(0, 3);
    case '01':
      return padded(civil.month, 2);
    case '1':
      return String(civil.month);
    case 'Monday':
      return weekday;
    case 'Mon':
      return weekday.slice(0, 3);
    case '02':
      return padded(civil.day, 2);
    case '_2':
      return padded(civil.day, 2, ' ');
    case '2':
      return String(civil.day);
    case '002':
      return padded(civil.yearDay, 3);
    case '__2':
      return padded(civil.yearDay, 3, ' ');
    default:
      return undefined;
  }
}

function formatClock(element: string, civil: CivilTime): string | undefined {
  const hour12 = civil.hour % 12 === 0 ? 12 : civil.hour % 12;
  switch (element) {
    case '15':
      return padded(civil.hour, 2);
    case '03':
      return padded(hour12, 2);
    case '3':
      return String(hour12);
    case '04':
      return padded(civil.minute, 2);
    case '4':
      return String(civil.minute);
    case '05':
      return padded(civil.second, 2);
    case '5':
      return String(civil.second);
    case 'PM':
      return civil.hour >= 12 ? 'PM' : 'AM';
    case 'pm':
      return civil.hour >= 12 ? 'pm' : 'am';
    default:
      return undefined;
  }
}

function formatRest(element: string, { unixSeconds, nanoseconds, zone }: Moment): string {
  if (element.startsWith('.') || element.startsWith(',')) {
    return formatFraction(element, nanoseconds);
  }
  const offset = zone.offsetAt(unixSeconds);
  if (element === 'MST') {
    return zone.nameAt(unixSeconds) || formatOffset('-0700', offset);
  }
  return offset === 0 && element.startsWith('Z') ? 'Z' : formatOffset(element, offset);
}

function formatFraction(element: string, nanoseconds: number): string {
  const digits = padded(nanoseconds, 9).slice(0, element.length - 1);
  if (element[1] === '0') {
    return element.charAt(0) + digits;
  }
  const significant = digits.replace(/0+$/, '');
  return significant === '' ? '' : element.charAt(0) + significant;
}

function formatOffset(element: string, offset: number): string {
  const magnitude = Math.abs(offset);
  const colon = element.includes(':') ? ':' : '';
  const minutes = Math.floor(magnitude / 60);
  const sign = offset <= -60 ? '-' : '+';
  let out = sign + padded(Math.floor(minutes / 60), 2);
  if (element.length > 3) {
    out += colon + padded(minutes % 60, 2);
  }
  return element.length > 6 ? out + colon + padded(magnitude % 60, 2) : out;
}
