import { goQuote } from '@violet/gotemplate';

/** What is wrong with a TOML text, and on which line (from 1). */
export class TomlProblem extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** A place in a TOML text. Steps over characters, and refuses those that TOML has not. */
export class TomlCursor {
  private readonly text: string;
  private at = 0;
  /** Where what is being read began. */
  private start = 0;
  private isAtEnd = false;
  line = 1;

  constructor(text: string) {
    this.text = text;
  }

  /** The next character, which is passed; nothing at the end. */
  next(): string {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) {
      this.isAtEnd = true;
      return '';
    }
    if (code === 0x0a) this.line += 1;
    this.refuse(code);
    const character = String.fromCodePoint(code);
    this.at += character.length;
    return character;
  }

  private refuse(code: number): void {
    if (code >= 0xdc80 && code <= 0xdcff) throw this.problem(`invalid UTF-8 byte: 0x${(code - 0xdc00).toString(16)}`);
    const isControl =
      code === 0x0d ? this.text[this.at + 1] !== '\n' : (code < 0x20 && code !== 9 && code !== 10) || code === 0x7f;
    if (!isControl) return;
    const hex = code.toString(16).padStart(2, '0');
    throw new TomlProblem(this.line, `TOML files cannot contain control characters: '0x${hex}'`);
  }

  /** Takes back the last step. */
  back(): void {
    if (this.isAtEnd) {
      this.isAtEnd = false;
      return;
    }
    this.at -= 1;
    const code = this.text.charCodeAt(this.at);
    if (code >= 0xdc00 && code <= 0xdfff) this.at -= 1;
    if (code === 0x0a) this.line -= 1;
  }

  peek(): string {
    const character = this.next();
    this.back();
    return character;
  }

  accept(character: string): boolean {
    if (this.next() === character) return true;
    this.back();
    return false;
  }

  skipBlanks(): void {
    while (isBlank(this.next()));
    this.back();
    this.ignore();
  }

  /** From here on counts. */
  ignore(): void {
    this.start = this.at;
  }

  get current(): string {
    return this.text.slice(this.start, this.at);
  }

  /** At the end of the text, the line that ended last is to blame. */
  unexpected(message: string): TomlProblem {
    const isOnNewLine = this.isAtEnd && this.text[this.at - 1] === '\n';
    return new TomlProblem(isOnNewLine ? this.line - 1 : this.line, message);
  }

  /** The line before is to blame for a line break. */
  problemBefore(message: string): TomlProblem {
    return new TomlProblem(this.line - 1, message);
  }

  problem(message: string): TomlProblem {
    return this.isAtEnd ? this.problemBefore(message) : new TomlProblem(this.line, message);
  }
}

export function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}

export function isLineBreak(character: string): boolean {
  return character === '\n' || character === '\r';
}

export function isDigit(character: string): boolean {
  return character >= '0' && character <= '9' && character.length === 1;
}

export function isHexDigit(character: string): boolean {
  return /^[0-9a-fA-F]$/.test(character);
}

/** Go's %q of a character; the end of the text counts as NUL. */
export function quoteCharacter(character: string): string {
  if (character === '"') return `'"'`;
  if (character === "'") return "'\\''";
  return `'${goQuote(character === '' ? '\0' : character).slice(1, -1)}'`;
}
