import { layoutChunks, MONTHS, WEEKDAYS } from './layout.ts';
import { type Moment, momentOf, utcSeconds } from './moment.ts';
import { quoteTime } from './quote-time.ts';
import { fixedZone, UTC, type Zone } from './zone.ts';

/** An element that the text does not have where the layout wants it. */
class Mismatch extends Error {}

/** Go's time.ParseInLocation. Throws an Error with Go's words. */
export function parseTime(layout: string, text: string, local: Zone): Moment {
  const reader = new TimeReader(layout, text, local);
  return reader.read();
}

/** Reads a text by a layout, element by element. */
class TimeReader {
  readonly #layout: string;
  readonly #text: string;
  readonly #local: Zone;
  #rest: string;
  #outOfRange = '';
  #fields = { year: 0, month: -1, day: -1, hour: 0, minute: 0, second: 0 };
  #yearDay = -1;
  #nanoseconds = 0;
  #half: 'am' | 'pm' | undefined;
  #zone: Zone | undefined;
  #zoneOffset: number | undefined;
  #zoneName = '';

  constructor(layout: string, text: string, local: Zone) {
    this.#layout = layout;
    this.#text = text;
    this.#local = local;
    this.#rest = text;
  }

  read(): Moment {
    const chunks = layoutChunks(this.#layout);
    for (const [index, { prefix, element }] of chunks.entries()) {
      this.#skip(prefix);
      if (element === undefined) {
        break;
      }
      const held = this.#rest;
      try {
        this.#element(element, chunks[index + 1]?.element);
      } catch (error) {
        throw error instanceof Mismatch ? this.#mismatch(element, held) : error;
      }
      if (this.#outOfRange !== '') {
        throw this.#problem(`${this.#outOfRange} out of range`);
      }
    }
    if (this.#rest !== '') {
      throw this.#problem(`extra text: ${quoteTime(this.#rest)}`);
    }
    return this.#moment();
  }

  #problem(message: string): Error {
    return new Error(`parsing time ${quoteTime(this.#text)}: ${message}`);
  }

  #mismatch(element: string, held: string): Error {
    const [text, layout] = [quoteTime(this.#text), quoteTime(this.#layout)];
    return new Error(`parsing time ${text} as ${layout}: cannot parse ${quoteTime(held)} as ${quoteTime(element)}`);
  }

  #skip(prefix: string): void {
    let wanted = prefix;
    while (wanted !== '') {
      if (wanted.startsWith(' ')) {
        if (this.#rest !== '' && !this.#rest.startsWith(' ')) {
          throw this.#mismatch(prefix, this.#rest);
        }
        wanted = wanted.replace(/^ +/, '');
        this.#rest = this.#rest.replace(/^ +/, '');
      } else if (this.#rest === '' || this.#rest[0] !== wanted[0]) {
        throw this.#mismatch(prefix, this.#rest);
      } else {
        wanted = wanted.slice(1);
        this.#rest = this.#rest.slice(1);
      }
    }
  }

  #element(element: string, next: string | undefined): void {
    if (!this.#date(element) && !this.#clock(element, next)) {
      this.#zoneElement(element);
    }
  }

  #take(pattern: RegExp): string {
    const match = pattern.exec(this.#rest);
    if (match === null) {
      throw new Mismatch();
    }
    this.#rest = this.#rest.slice(match[0].length);
    return match[0];
  }

  #number(fixed: boolean): number {
    return Number(this.#take(fixed ? /^[0-9]{2}/ : /^[0-9]{1,2}/));
  }

  #name(names: readonly string[], length?: number): number {
    const wanted = this.#rest.toLowerCase();
    const index = names.findIndex((name) => wanted.startsWith(name.slice(0, length).toLowerCase()));
    if (index < 0) {
      throw new Mismatch();
    }
    this.#rest = this.#rest.slice((names[index] ?? '').slice(0, length).length);
    return index;
  }

  #check(value: number, least: number, most: number, what: string): number {
    if (value < least || value > most) {
      this.#outOfRange = what;
    }
    return value;
  }

  #date(element: string): boolean {
    const fields = this.#fields;
    switch (element) {
      case '06': {
        const year = Number(this.#take(/^[0-9]{2}/));
        fields.year = year >= 69 ? 1900 + year : 2000 + year;
        return true;
      }
      case '2006':
        fields.year = Number(this.#take(/^[0-9]{4}/));
        return true;
      case 'Jan':
        fields.month = this.#name(MONTHS, 3) + 1;
        return true;
      case 'January':
        fields.month = this.#name(MONTHS) + 1;
        return true;
      case '1':
      case '01':
        fields.month = this.#check(this.#number(element === '01'), 1, 12, 'month');
        return true;
      case 'Mon':
        this.#name(WEEKDAYS, 3);
        return true;
      case 'Monday':
        this.#name(WEEKDAYS);
        return true;
      case '_2':
        this.#rest = this.#rest.replace(/^ /, '');
        fields.day = this.#number(false);
        return true;
      case '2':
      case '02':
        fields.day = this.#number(element === '02');
        return true;
      case '__2':
        this.#rest = this.#rest.replace(/^ {1,2}/, '');
        this.#yearDay = Number(this.#take(/^[0-9]{1,3}/));
        return true;
      case '002':
        this.#yearDay = Number(this.#take(/^[0-9]{3}/));
        return true;
      default:
        return false;
    }
  }

  #clock(element: string, next: string | undefined): boolean {
    const fields = this.#fields;
    switch (element) {
      case '15':
        fields.hour = this.#check(this.#number(false), 0, 23, 'hour');
        return true;
      case '3':
      case '03':
        fields.hour = this.#check(this.#number(element === '03'), 0, 12, 'hour');
        return true;
      case '4':
      case '04':
        fields.minute = this.#check(this.#number(element === '04'), 0, 59, 'minute');
        return true;
      case '5':
      case '05':
        fields.second = this.#check(this.#number(element === '05'), 0, 59, 'second');
        this.#fractionWithoutElement(next);
        return true;
      case 'PM':
      case 'pm':
        this.#half = this.#take(element === 'PM' ? /^[AP]M/ : /^[ap]m/).toLowerCase() === 'pm' ? 'pm' : 'am';
        return true;
      default:
        return this.#fraction(element);
    }
  }

  /** Seconds may have a fraction that the layout does not mention. */
  #fractionWithoutElement(next: string | undefined): void {
    if (this.#outOfRange === '' && !/^[.,]/.test(next ?? '') && /^[.,][0-9]/.test(this.#rest)) {
      this.#setNanoseconds(this.#take(/^[.,][0-9]+/));
    }
  }

  #fraction(element: string): boolean {
    if (!/^[.,]/.test(element)) {
      return false;
    }
    if (element[1] === '9') {
      if (/^[.,][0-9]/.test(this.#rest)) {
        this.#setNanoseconds(this.#take(/^[.,][0-9]+/));
      }
      return true;
    }
    this.#setNanoseconds(this.#take(new RegExp(`^[.,][0-9]{${element.length - 1}}`)));
    return true;
  }

  #setNanoseconds(text: string): void {
    this.#nanoseconds = Number(text.slice(1, 10).padEnd(9, '0'));
  }

  #zoneElement(element: string): void {
    if (element === 'MST') {
      this.#namedZone();
      return;
    }
    if (element.startsWith('Z') && this.#rest.startsWith('Z')) {
      this.#rest = this.#rest.slice(1);
      this.#zone = UTC;
      return;
    }
    const colon = element.includes(':') ? ':' : '';
    const parts = element.length === 3 ? 1 : element.length > 6 ? 3 : 2;
    const pattern = `^[+-]${Array.from({ length: parts }, () => '[0-9]{2}').join(colon)}`;
    const taken = this.#take(new RegExp(pattern));
    const [hours = 0, minutes = 0, seconds = 0] = (taken.slice(1).match(/[0-9]{2}/g) ?? []).map(Number);
    this.#check(hours, 0, 24, 'time zone offset hour');
    this.#check(minutes, 0, 60, 'time zone offset minute');
    this.#check(seconds, 0, 60, 'time zone offset second');
    const offset = (hours * 60 + minutes) * 60 + seconds;
    this.#zoneOffset = taken.startsWith('-') ? -offset : offset;
  }

  #namedZone(): void {
    if (this.#rest.startsWith('UTC')) {
      this.#rest = this.#rest.slice(3);
      this.#zone = UTC;
      return;
    }
    this.#zoneName = this.#take(
      /^(?:ChST|MeST|GMT(?:[+-](?:[01]?[0-9]|2[0-3])(?![0-9]))?|[+-](?:[01]?[0-9]|2[0-3])(?![0-9])|[A-Z]{4}T(?![A-Z])|(?:[A-Z]{3}T|WITA)(?![A-Z])|[A-Z]{3}(?![A-Z]))/,
    );
  }

  #moment(): Moment {
    const fields = this.#fields;
    if (this.#half === 'pm' && fields.hour < 12) {
      fields.hour += 12;
    } else if (this.#half === 'am' && fields.hour === 12) {
      fields.hour = 0;
    }
    if (this.#yearDay >= 0) {
      this.#resolveYearDay();
    }
    fields.month = fields.month < 0 ? 1 : fields.month;
    fields.day = fields.day < 0 ? 1 : fields.day;
    const daysInMonth = new Date(Date.UTC(2000 + (fields.year % 400), fields.month, 0)).getUTCDate();
    if (fields.day < 1 || fields.day > daysInMonth) {
      throw this.#problem('day out of range');
    }
    return this.#placed();
  }

  #resolveYearDay(): void {
    const { year, month, day } = this.#fields;
    const daysInYear =
      (utcSeconds({ year: year + 1, month: 1, day: 1 }) - utcSeconds({ year, month: 1, day: 1 })) / 86_400;
    if (this.#yearDay < 1 || this.#yearDay > daysInYear) {
      throw this.#problem('day-of-year out of range');
    }
    const date = new Date(utcSeconds({ year, month: 1, day: this.#yearDay }) * 1000);
    const [foundMonth, foundDay] = [date.getUTCMonth() + 1, date.getUTCDate()];
    if (month >= 0 && month !== foundMonth) {
      throw this.#problem('day-of-year does not match month');
    }
    if (day >= 0 && day !== foundDay) {
      throw this.#problem('day-of-year does not match day');
    }
    this.#fields.month = foundMonth;
    this.#fields.day = foundDay;
  }

  #placed(): Moment {
    if (this.#zone !== undefined) {
      return momentOf(this.#fields, this.#nanoseconds, this.#zone);
    }
    const shown = utcSeconds(this.#fields);
    if (this.#zoneOffset !== undefined) {
      const unixSeconds = shown - this.#zoneOffset;
      const isLocal =
        this.#local.offsetAt(unixSeconds) === this.#zoneOffset &&
        (this.#zoneName === '' || this.#local.nameAt(unixSeconds) === this.#zoneName);
      const zone = isLocal ? this.#local : fixedZone(this.#zoneName, this.#zoneOffset);
      return { unixSeconds, nanoseconds: this.#nanoseconds, zone };
    }
    if (this.#zoneName === '') {
      return momentOf(this.#fields, this.#nanoseconds, this.#local);
    }
    const local = momentOf(this.#fields, this.#nanoseconds, this.#local);
    if (this.#local.nameAt(local.unixSeconds) === this.#zoneName) {
      return local;
    }
    const offset = /^GMT[+-]/.test(this.#zoneName) ? Number(this.#zoneName.slice(3)) * 3600 : 0;
    return { unixSeconds: shown - offset, nanoseconds: this.#nanoseconds, zone: fixedZone(this.#zoneName, offset) };
  }
}
