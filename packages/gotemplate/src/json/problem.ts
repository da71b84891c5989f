import { toBytes } from '../text/bytes.ts';
import { quote } from '../text/quote.ts';

/** What is wrong with a text that is no JSON, in Go's words; undefined if nothing is. */
export function describeJsonProblem(text: string): string | undefined {
  const scanner = new Scanner(text);
  try {
    scanner.document();
  } catch (error) {
    if (error instanceof JsonProblem) {
      return error.message;
    }
    throw error;
  }
  return undefined;
}

class JsonProblem extends Error {}

/** Go ends its input with a space, and complains about that space wherever it may not be. */
const TAKES_SPACE: ReadonlySet<string> = new Set([
  'looking for beginning of value',
  'looking for beginning of object key string',
  'after object key',
  'after object key:value pair',
  'after array element',
  'in string literal',
]);

const SPACE = /[ \t\r\n]/;

/** Reads JSON only to find the first thing wrong with it. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    this.#value();
    this.#space();
    if (this.#at < this.#text.length) {
      this.#invalid('after top-level value');
    }
  }

  #space(): void {
    while (SPACE.test(this.#text[this.#at] ?? '')) {
      this.#at += 1;
    }
  }

  #invalid(context: string): never {
    const rune = this.#text.codePointAt(this.#at);
    if (rune === undefined) {
      throw new JsonProblem(
        TAKES_SPACE.has(context) ? 'unexpected end of JSON input' : `invalid character ' ' ${context}`,
      );
    }
    throw new JsonProblem(`invalid character ${describe(String.fromCodePoint(rune))} ${context}`);
  }

  #value(): void {
    this.#space();
    const character = this.#text[this.#at] ?? '';
    if (character === '{') {
      this.#object();
    } else if (character === '[') {
      this.#array();
    } else if (character === '"') {
      this.#string();
    } else if (character === '-' || /[0-9]/.test(character)) {
      this.#number();
    } else if (character === 't' || character === 'f' || character === 'n') {
      this.#word(character === 't' ? 'true' : character === 'f' ? 'false' : 'null');
    } else {
      this.#invalid('looking for beginning of value');
    }
  }

  #word(word: string): void {
    for (const [index, expected] of Array.from(word).entries()) {
      if (this.#text[this.#at] !== expected) {
        this.#invalid(index === 0 ? 'looking for beginning of value' : `in literal ${word} (expecting '${expected}')`);
      }
      this.#at += 1;
    }
  }

  #object(): void {
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === '}') {
      this.#at += 1;
      return;
    }
    for (;;) {
      this.#space();
      if (this.#text[this.#at] !== '"') {
        this.#invalid('looking for beginning of object key string');
      }
      this.#string();
      this.#space();
      if (this.#text[this.#at] !== ':') {
        this.#invalid('after object key');
      }
      this.#at += 1;
      this.#value();
      if (this.#endsWith('}', 'after object key:value pair')) {
        return;
      }
    }
  }

  #array(): void {
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === ']') {
      this.#at += 1;
      return;
    }
    do {
      this.#value();
    } while (!this.#endsWith(']', 'after array element'));
  }

  /** Passes the closing character or a comma. */
  #endsWith(close: string, context: string): boolean {
    this.#space();
    const character = this.#text[this.#at];
    if (character !== close && character !== ',') {
      this.#invalid(context);
    }
    this.#at += 1;
    return character === close;
  }

  #string(): void {
    this.#at += 1;
    for (;;) {
      const character = this.#text[this.#at];
      if (character === '"') {
        this.#at += 1;
        return;
      }
      if (character === undefined || character < ' ') {
        this.#invalid('in string literal');
      }
      this.#at += 1;
      if (character === '\\') {
        this.#escape();
      }
    }
  }

  #escape(): void {
    const letter = this.#text[this.#at] ?? '';
    if (letter === '' || !'"\\/bfnrtu'.includes(letter)) {
      this.#invalid('in string escape code');
    }
    this.#at += 1;
    for (let digit = 0; letter === 'u' && digit < 4; digit++) {
      if (!/[0-9a-fA-F]/.test(this.#text[this.#at] ?? '')) {
        this.#invalid('in \\u hexadecimal character escape');
      }
      this.#at += 1;
    }
  }

  #number(): void {
    if (this.#text[this.#at] === '-') {
      this.#at += 1;
      this.#firstDigit('in numeric literal');
    }
    if (this.#text[this.#at] === '0') {
      this.#at += 1;
    } else {
      this.#digits();
    }
    if (this.#text[this.#at] === '.') {
      this.#at += 1;
      this.#firstDigit('after decimal point in numeric literal');
      this.#digits();
    }
    if (/[eE]/.test(this.#text[this.#at] ?? '')) {
      this.#at += 1;
      if (/[+-]/.test(this.#text[this.#at] ?? '')) {
        this.#at += 1;
      }
      this.#firstDigit('in exponent of numeric literal');
      this.#digits();
    }
  }

  #firstDigit(context: string): void {
    if (!/[0-9]/.test(this.#text[this.#at] ?? '')) {
      this.#invalid(context);
    }
  }

  #digits(): void {
    while (/[0-9]/.test(this.#text[this.#at] ?? '')) {
      this.#at += 1;
    }
  }
}

/** Go looks at bytes here, so that a character beyond ASCII shows as its first byte. */
function describe(character: string): string {
  if (character === "'") {
    return "'\\''";
  }
  if (character === '"') {
    return "'\"'";
  }
  // Go looks at single bytes.
  const byte = toBytes(character)[0] ?? 0;
  return `'${quote(String.fromCharCode(byte)).slice(1, -1)}'`;
}
