import { integerOf, typeOf } from '../value/inspect.ts';
import type { Value } from '../value/value.ts';
import { type Flags, noFlags } from './flags.ts';
import { Printer } from './printer.ts';

const TOO_LARGE = 1_000_000;

/** Go's fmt.Sprintf. */
export function sprintf(format: string, values: readonly Value[]): string {
  return new Formatter(format, values).run();
}

/** Walks a format string; arguments are taken in order or by explicit index. */
class Formatter {
  readonly #format: string;
  readonly #values: readonly Value[];
  #out = '';
  #at = 0;
  #next = 0;
  #reordered = false;
  #goodIndex = true;
  /** The item just read was an index like [3]. */
  #afterIndex = false;

  constructor(format: string, values: readonly Value[]) {
    this.#format = format;
    this.#values = values;
  }

  run(): string {
    for (;;) {
      const percent = this.#format.indexOf('%', this.#at);
      if (percent < 0) {
        this.#out += this.#format.slice(this.#at);
        break;
      }
      this.#out += this.#format.slice(this.#at, percent);
      this.#at = percent + 1;
      if (!this.#directive()) {
        break;
      }
    }
    this.#extra();
    return this.#out;
  }

  /** False at the end of a format that lacks its verb. */
  #directive(): boolean {
    this.#goodIndex = true;
    const flags = this.#flags();
    this.#afterIndex = this.#index();
    this.#width(flags);
    this.#precision(flags);
    if (!this.#afterIndex) {
      this.#afterIndex = this.#index();
    }
    const rune = this.#format.codePointAt(this.#at);
    if (rune === undefined) {
      this.#out += '%!(NOVERB)';
      return false;
    }
    const verb = String.fromCodePoint(rune);
    this.#at += verb.length;
    this.#verb(verb, flags);
    return true;
  }

  #flags(): Flags {
    const flags = noFlags();
    for (;;) {
      switch (this.#format[this.#at]) {
        case '#':
          flags.sharp = true;
          break;
        case '0':
          flags.zero = true;
          break;
        case '+':
          flags.plus = true;
          break;
        case '-':
          flags.minus = true;
          break;
        case ' ':
          flags.space = true;
          break;
        default:
          return flags;
      }
      this.#at += 1;
    }
  }

  #width(flags: Flags): void {
    if (this.#format[this.#at] === '*') {
      this.#at += 1;
      flags.width = this.#integerArgument();
      if (flags.width === undefined) {
        this.#out += '%!(BADWIDTH)';
      } else if (flags.width < 0) {
        flags.width = -flags.width;
        flags.minus = true;
        flags.zero = false;
      }
      this.#afterIndex = false;
      return;
    }
    flags.width = this.#number();
    if (this.#afterIndex && flags.width !== undefined) {
      this.#goodIndex = false;
    }
  }

  #precision(flags: Flags): void {
    if (this.#format[this.#at] !== '.' || this.#at + 1 >= this.#format.length) {
      return;
    }
    this.#at += 1;
    if (this.#afterIndex) {
      this.#goodIndex = false;
    }
    this.#afterIndex = this.#index();
    if (this.#format[this.#at] !== '*') {
      flags.precision = this.#number() ?? 0;
      return;
    }
    this.#at += 1;
    const precision = this.#integerArgument();
    flags.precision = precision === undefined || precision < 0 ? undefined : precision;
    if (flags.precision === undefined) {
      this.#out += '%!(BADPREC)';
    }
    this.#afterIndex = false;
  }

  #number(): number | undefined {
    const digits = /^[0-9]+/.exec(this.#format.slice(this.#at, this.#at + 20))?.[0];
    if (digits === undefined) {
      return undefined;
    }
    if (Number(digits.slice(0, -1)) > TOO_LARGE) {
      this.#at = this.#format.length;
      return undefined;
    }
    this.#at += digits.length;
    return Number(digits);
  }

  #integerArgument(): number | undefined {
    const index = this.#next;
    if (index >= this.#values.length) {
      return undefined;
    }
    this.#next += 1;
    const integer = integerOf(this.#values[index]);
    return integer === undefined || integer > TOO_LARGE || integer < -TOO_LARGE ? undefined : Number(integer);
  }

  /** Reads an explicit argument index; true if there was a well-formed one. */
  #index(): boolean {
    if (this.#format[this.#at] !== '[') {
      return false;
    }
    this.#reordered = true;
    const end = this.#format.indexOf(']', this.#at);
    const inside = end < 0 ? '' : this.#format.slice(this.#at + 1, end);
    this.#at = end < 0 ? this.#at + 1 : end + 1;
    const wellFormed = /^[0-9]{1,8}$/.test(inside);
    const index = Number(inside) - 1;
    if (wellFormed && index >= 0 && index < this.#values.length) {
      this.#next = index;
      return true;
    }
    this.#goodIndex = false;
    return wellFormed;
  }

  #verb(verb: string, flags: Flags): void {
    if (verb === '%') {
      this.#out += '%';
      return;
    }
    if (!this.#goodIndex) {
      this.#out += `%!${verb}(BADINDEX)`;
      return;
    }
    if (this.#next >= this.#values.length) {
      this.#out += `%!${verb}(MISSING)`;
      return;
    }
    if (verb === 'v' || verb === 'w') {
      flags.sharpV = flags.sharp;
      flags.sharp = false;
      flags.plusV = flags.plus;
      flags.plus = false;
    }
    this.#out += new Printer(flags).argument(this.#values[this.#next], verb);
    this.#next += 1;
  }

  #extra(): void {
    if (this.#reordered || this.#next >= this.#values.length) {
      return;
    }
    const printer = new Printer(noFlags());
    const shown = this.#values
      .slice(this.#next)
      .map((value) =>
        value === undefined || value === null ? '<nil>' : `${typeOf(value)}=${printer.argument(value, 'v')}`,
      );
    this.#out += `%!(EXTRA ${shown.join(', ')})`;
  }
}
