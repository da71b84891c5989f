import { MONTHS, WEEKDAYS } from './layout.ts';
import type { TimeParts } from './time-parts.ts';
import { Mismatch, type TimeText } from './time-text.ts';
import { UTC } from './zone.ts';

/** Reads the elements of a layout out of a text into its parts. */
export class TimeElements {
  readonly #text: TimeText;
  readonly #parts: TimeParts;
  /** What was read but cannot be: `hour`; empty while everything can. */
  outOfRange = '';

  constructor(text: TimeText, parts: TimeParts) {
    this.#text = text;
    this.#parts = parts;
  }

  /** `next` is the layout's element behind this one. Throws a Mismatch. */
  read(element: string, next: string | undefined): void {
    if (!this.#date(element) && !this.#clock(element, next)) {
      this.#zone(element);
    }
  }

  #within(value: number, least: number, most: number, what: string): number {
    if (value < least || value > most) {
      this.outOfRange = what;
    }
    return value;
  }

  #date(element: string): boolean {
    const { fields } = this.#parts;
    switch (element) {
      case '06': {
        const year = Number(this.#text.take(/^[0-9]{2}/));
        fields.year = year >= 69 ? 1900 + year : 2000 + year;
        return true;
      }
      case '2006':
        fields.year = Number(this.#text.take(/^[0-9]{4}/));
        return true;
      case 'Jan':
        fields.month = this.#text.name(MONTHS, 3) + 1;
        return true;
      case 'January':
        fields.month = this.#text.name(MONTHS) + 1;
        return true;
      case '1':
      case '01':
        fields.month = this.#within(this.#text.number(element === '01'), 1, 12, 'month');
        return true;
      case 'Mon':
        this.#text.name(WEEKDAYS, 3);
        return true;
      case 'Monday':
        this.#text.name(WEEKDAYS);
        return true;
      case '_2':
        this.#text.passOptional(/^ /);
        fields.day = this.#text.number(false);
        return true;
      case '2':
      case '02':
        fields.day = this.#text.number(element === '02');
        return true;
      case '__2':
        this.#text.passOptional(/^ {1,2}/);
        this.#parts.yearDay = Number(this.#text.take(/^[0-9]{1,3}/));
        return true;
      case '002':
        this.#parts.yearDay = Number(this.#text.take(/^[0-9]{3}/));
        return true;
      default:
        return false;
    }
  }

  #clock(element: string, next: string | undefined): boolean {
    const { fields } = this.#parts;
    switch (element) {
      case '15':
        fields.hour = this.#within(this.#text.number(false), 0, 23, 'hour');
        return true;
      case '3':
      case '03':
        fields.hour = this.#within(this.#text.number(element === '03'), 0, 12, 'hour');
        return true;
      case '4':
      case '04':
        fields.minute = this.#within(this.#text.number(element === '04'), 0, 59, 'minute');
        return true;
      case '5':
      case '05':
        fields.second = this.#within(this.#text.number(element === '05'), 0, 59, 'second');
        this.#fractionWithoutElement(next);
        return true;
      case 'PM':
      case 'pm':
        this.#parts.half = this.#text.take(element === 'PM' ? /^[AP]M/ : /^[ap]m/).toLowerCase() === 'pm' ? 'pm' : 'am';
        return true;
      default:
        return this.#fraction(element);
    }
  }

  /** Seconds may have a fraction that the layout does not mention. */
  #fractionWithoutElement(next: string | undefined): void {
    if (this.outOfRange === '' && !/^[.,]/.test(next ?? '') && /^[.,][0-9]/.test(this.#text.rest)) {
      this.#setNanoseconds(this.#text.take(/^[.,][0-9]+/));
    }
  }

  #fraction(element: string): boolean {
    if (!/^[.,]/.test(element)) {
      return false;
    }
    if (element[1] === '9') {
      if (/^[.,][0-9]/.test(this.#text.rest)) {
        this.#setNanoseconds(this.#text.take(/^[.,][0-9]+/));
      }
      return true;
    }
    this.#setNanoseconds(this.#text.take(new RegExp(`^[.,][0-9]{${element.length - 1}}`)));
    return true;
  }

  #setNanoseconds(text: string): void {
    this.#parts.nanoseconds = Number(text.slice(1, 10).padEnd(9, '0'));
  }

  #zone(element: string): void {
    if (element === 'MST') {
      this.#namedZone();
      return;
    }
    if (element.startsWith('Z') && this.#text.takeIf('Z')) {
      this.#parts.zone = UTC;
      return;
    }
    const colon = element.includes(':') ? ':' : '';
    const parts = element.length === 3 ? 1 : element.length > 6 ? 3 : 2;
    const pattern = `^.${Array.from({ length: parts }, () => '..').join(colon)}`;
    const taken = this.#text.take(new RegExp(pattern, 's'));
    const pairs = taken.slice(1).replaceAll(colon, '').match(/../gs) ?? [];
    const bad = pairs.findIndex((pair) => !/^[0-9]{2}$/.test(pair));
    // Numbers beyond their range are complained of before a missing sign.
    const [hours = 0, minutes = 0, seconds = 0] = (bad < 0 ? pairs : pairs.slice(0, bad)).map(Number);
    this.#within(hours, 0, 24, 'time zone offset hour');
    this.#within(minutes, 0, 60, 'time zone offset minute');
    this.#within(seconds, 0, 60, 'time zone offset second');
    if (this.outOfRange === '' && (bad >= 0 || !/^[+-]/.test(taken))) {
      throw new Mismatch();
    }
    const offset = (hours * 60 + minutes) * 60 + seconds;
    this.#parts.zoneOffset = taken.startsWith('-') ? -offset : offset;
  }

  #namedZone(): void {
    if (this.#text.takeIf('UTC')) {
      this.#parts.zone = UTC;
      return;
    }
    this.#parts.zoneName = this.#text.take(
      /^(?:ChST|MeST|GMT(?:[+-](?:[01]?[0-9]|2[0-3])(?![0-9]))?|[+-](?:[01]?[0-9]|2[0-3])(?![0-9])|[A-Z]{4}T(?![A-Z])|(?:[A-Z]{3}T|WITA)(?![A-Z])|[A-Z]{3}(?![A-Z]))/,
    );
  }
}
