/** An element that the text does not have where the layout wants it. */
export class Mismatch extends Error {}

/** The text of a time, read from its front. */
export class TimeText {
  rest: string;

  constructor(text: string) {
    this.rest = text;
  }

  /** Passes over what a layout has between two elements: blanks stand for any number of blanks. False where it is not there. */
  skip(literal: string): boolean {
    let wanted = literal;
    while (wanted !== '') {
      if (wanted.startsWith(' ')) {
        if (this.rest !== '' && !this.rest.startsWith(' ')) {
          return false;
        }
        wanted = wanted.replace(/^ +/, '');
        this.passOptional(/^ +/);
      } else if (this.rest === '' || this.rest[0] !== wanted[0]) {
        return false;
      } else {
        wanted = wanted.slice(1);
        this.rest = this.rest.slice(1);
      }
    }
    return true;
  }

  passOptional(pattern: RegExp): void {
    this.rest = this.rest.replace(pattern, '');
  }

  take(pattern: RegExp): string {
    const match = pattern.exec(this.rest);
    if (match === null) {
      throw new Mismatch();
    }
    this.rest = this.rest.slice(match[0].length);
    return match[0];
  }

  /** True if it was there. */
  takeIf(literal: string): boolean {
    if (!this.rest.startsWith(literal)) {
      return false;
    }
    this.rest = this.rest.slice(literal.length);
    return true;
  }

  /** Two digits, or one or two. */
  number(fixed: boolean): number {
    return Number(this.take(fixed ? /^[0-9]{2}/ : /^[0-9]{1,2}/));
  }

  /** The index of the name that stands here, in any case; `length` cuts the names short. */
  name(names: readonly string[], length?: number): number {
    const wanted = this.rest.toLowerCase();
    const index = names.findIndex((name) => wanted.startsWith(name.slice(0, length).toLowerCase()));
    if (index < 0) {
      throw new Mismatch();
    }
    this.rest = this.rest.slice((names[index] ?? '').slice(0, length).length);
    return index;
  }
}
