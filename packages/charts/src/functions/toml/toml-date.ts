import { fixedZone, type GoObject, goQuote, parseTime, timeObject, UTC } from '@violet/gotemplate';
import { TomlProblem } from './toml-cursor.ts';

const dateTime = fixedZone('datetime-local', 0);
const dateOnly = fixedZone('date-local', 0);
const timeOnly = fixedZone('time-local', 0);

/** In the order in which they are tried, with the zone of what names none. */
const layouts = [
  ['2006-01-02T15:04:05.999999999Z07:00', UTC],
  ['2006-01-02T15:04:05.999999999', dateTime],
  ['2006-01-02', dateOnly],
  ['15:04:05.999999999', timeOnly],
  ['2006-01-02T15:04Z07:00', UTC],
  ['2006-01-02T15:04', dateTime],
  ['15:04', timeOnly],
] as const;

/** A date, a time or both as Go's time.Time. */
export function parseDate(written: string, line: number): GoObject {
  const text = written.replaceAll('z', 'Z').replaceAll('t', 'T').replaceAll(' ', 'T');
  for (const [layout, zone] of layouts) {
    const moment = momentIn(text, layout, zone);
    if (moment === undefined) continue;
    if (lacksZero(text, layout)) break;
    return timeObject(moment, UTC);
  }
  throw new TomlProblem(line, `invalid datetime: ${goQuote(text)}`);
}

function momentIn(text: string, layout: string, zone: typeof UTC) {
  try {
    return parseTime(layout, text, zone);
  } catch {
    return undefined;
  }
}

/** Go takes `7:32` for a time, TOML does not: separators must stand where they stand in the layout. */
function lacksZero(text: string, layout: string): boolean {
  for (let index = 0; index < layout.length; index += 1) {
    const character = layout.charAt(index);
    if (character === '.' || character === 'Z') return false;
    if (!/[0-9]/.test(character) && text[index] !== character) return true;
  }
  return false;
}
