import { fromBytes, goQuote } from '@violet/gotemplate';
import { goInteger } from './go-integer.ts';

type Problem = string | undefined;

const unitsOf = ['YMD', 'HMS'];

/** RFC 3339, appendix A. */
export function durationProblem(text: string): Problem {
  if (!text.startsWith('P')) return 'must start with P';
  const rest = text.slice(1);
  if (rest === '') return 'nothing after P';
  if (rest.endsWith('W')) {
    if (rest === 'W') return 'no number in week';
    return /^[0-9]+W$/.test(rest) ? undefined : 'invalid week';
  }
  for (const [index, part] of rest.split('T').entries()) {
    if (index > 0 && part === '') return 'no time elements';
    const units = unitsOf[index];
    if (units === undefined) return 'more than one T';
    const problem = elementsProblem(part, units);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function elementsProblem(text: string, all: string): Problem {
  let [rest, units] = [text, all];
  while (rest !== '') {
    const [digits = ''] = /^[0-9]*/.exec(rest) ?? [];
    if (digits === '') return 'missing number';
    rest = rest.slice(digits.length);
    if (rest === '') return 'missing unit';
    // Go looks at bytes.
    const unit = String.fromCharCode(new TextEncoder().encode(rest)[0] ?? 0);
    const shown = goQuote(unit, { delimiter: "'" });
    if (!all.includes(unit)) return `invalid unit ${shown}`;
    if (!units.includes(unit)) return `unit ${shown} out of order`;
    units = units.slice(units.indexOf(unit) + 1);
    rest = rest.slice(1);
  }
  return undefined;
}

/** A character for each byte: places are counted in bytes. */
function bytewise(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

function bytesOf(bytewise: string): Uint8Array {
  return Uint8Array.from(bytewise, (character) => character.charCodeAt(0));
}

/** RFC 3339 with leap seconds. */
export function timeProblem(given: string): Problem {
  const text = bytewise(given);
  if (text.length < 9) return 'less than 9 characters long';
  if (text[2] !== ':' || text[5] !== ':') return 'missing colon in correct place';
  const parts = text.slice(0, 8).split(':').map(goInteger);
  for (const part of parts) {
    if (typeof part === 'string') return 'invalid hour/min/sec';
    if (part < 0) return 'non-positive hour/min/sec';
  }
  const [hour, minute, second] = parts as [number, number, number];
  if (hour > 23 || minute > 59 || second > 60) return 'hour/min/sec out of range';
  let rest = text.slice(8);
  if (rest.startsWith('.')) {
    const [fraction = ''] = /^\.[0-9]*/.exec(rest) ?? [];
    if (fraction === '.') return 'no digits in second fraction';
    rest = rest.slice(fraction.length);
  }
  const offset = /^z$/i.test(rest) ? 0 : offsetMinutes(rest);
  if (typeof offset === 'string') return offset;
  const inUtc = hour * 60 + minute - offset;
  const minutes = inUtc < 0 ? inUtc + 24 * 60 : inUtc;
  return second >= 60 && minutes !== 23 * 60 + 59 ? 'invalid leap second' : undefined;
}

/** East of Greenwich; or what is wrong with it. */
function offsetMinutes(text: string): number | string {
  if (text.length !== 6) return 'offset must be 6 characters long';
  if (!/^[+-]/.test(text)) return 'offset must begin with plus/minus';
  if (text[3] !== ':') return 'missing colon in offset in correct place';
  const parts = [text.slice(1, 3), text.slice(4)].map(goInteger);
  for (const part of parts) {
    if (typeof part === 'string') return 'invalid hour/min in offset';
    if (part < 0) return 'non-positive hour/min in offset';
  }
  const [hours, minutes] = parts as [number, number];
  if (hours > 23 || minutes > 59) return 'hour/min in offset out of range';
  return (text.startsWith('+') ? 1 : -1) * (hours * 60 + minutes);
}

export function dateTimeProblem(given: string, dateProblem: (text: string) => Problem): Problem {
  const text = bytewise(given);
  if (text.length < 20) return 'less than 20 characters long';
  if (!/^.{10}t/is.test(text)) return '11th character must be t or T';
  const date = dateProblem(fromBytes(bytesOf(text.slice(0, 10))));
  if (date !== undefined) return `invalid date element: ${date}`;
  const time = timeProblem(fromBytes(bytesOf(text.slice(11))));
  return time === undefined ? undefined : `invalid time element: ${time}`;
}

/** ISO 8601: two moments, or one and a duration. */
export function periodProblem(text: string, dateProblem: (text: string) => Problem): Problem {
  const slash = text.indexOf('/');
  if (slash < 0) return 'missing slash';
  const [start, end] = [text.slice(0, slash), text.slice(slash + 1)];
  const moment = (part: string) => dateTimeProblem(part, dateProblem);
  if (start.startsWith('P')) {
    return about('start duration', durationProblem(start)) ?? about('end date-time', moment(end));
  }
  const first = about('start date-time', moment(start));
  if (first !== undefined) return first;
  return end.startsWith('P') ? about('end duration', durationProblem(end)) : about('end date-time', moment(end));
}

function about(what: string, problem: Problem): Problem {
  return problem === undefined ? undefined : `invalid ${what}: ${problem}`;
}
