import { goQuote } from '@violet/gotemplate';
import { isHexDigit, isLineBreak, type TomlCursor, TomlProblem } from './toml-cursor.ts';

/** Reads a string on one line, from behind its opening quote to behind its closing one. */
export function readString(cursor: TomlCursor, quote: string): string {
  cursor.ignore();
  for (;;) {
    const character = cursor.next();
    if (character === quote) break;
    if (character === '') throw cursor.unexpected(`unexpected EOF; expected ${quote === '"' ? `'"'` : `"'"`}`);
    if (isLineBreak(character)) throw cursor.problemBefore('strings cannot contain newlines');
    if (character === '\\' && quote === '"') passEscape(cursor);
  }
  const text = cursor.current.slice(0, -1);
  cursor.ignore();
  return quote === '"' ? replaceEscapes(text, cursor.line) : text;
}

/** Reads a string over several lines, from behind its opening quotes to behind its closing ones. */
export function readMultilineString(cursor: TomlCursor, quote: string): string {
  cursor.ignore();
  const isBasic = quote === '"';
  for (;;) {
    const character = cursor.next();
    if (character === quote) {
      if (isLastQuotes(cursor, quote)) break;
    } else if (character === '') {
      throw cursor.unexpected(`unexpected EOF; expected ${isBasic ? `'"""'` : `"'''"`}`);
    } else if (character === '\\' && isBasic) {
      if (isLineBreak(cursor.next())) continue;
      cursor.back();
      passEscape(cursor);
    }
  }
  const text = cursor.current.slice(0, -3).replace(/^\r?\n/, '');
  cursor.ignore();
  return isBasic ? replaceEscapes(joinLines(text), cursor.line) : text;
}

/** Behind a quote: whether the string ends with it and two more. One or two before the last three belong to it. */
function isLastQuotes(cursor: TomlCursor, quote: string): boolean {
  if (!cursor.accept(quote)) return false;
  if (!cursor.accept(quote)) {
    cursor.back();
    return false;
  }
  if (cursor.peek() !== quote) return true;
  const five = quote.repeat(5);
  const { current } = cursor;
  if (current.endsWith(five) && !(quote === '"' && current.endsWith(`\\${five}`))) {
    throw cursor.unexpected(quote === '"' ? `unexpected '""""""'` : `unexpected "''''''"`);
  }
  cursor.back();
  cursor.back();
  return false;
}

const codes: Readonly<Record<string, { length: number; name: string }>> = {
  x: { length: 2, name: 'two' },
  u: { length: 4, name: 'four' },
  U: { length: 8, name: 'eight' },
};

/** Behind a backslash. What is escaped is looked at when the string is known. */
function passEscape(cursor: TomlCursor): void {
  const letter = cursor.next();
  const code = codes[letter];
  if (code === undefined) {
    if (letter !== '' && 'ebtnfr" \t\\'.includes(letter)) return;
    throw cursor.problem(`invalid escape in string '\\${letter === '' ? '\0' : letter}'`);
  }
  for (let index = 0; index < code.length; index += 1) {
    if (isHexDigit(cursor.next())) continue;
    const found = goQuote(cursor.current);
    throw cursor.unexpected(`expected ${code.name} hexadecimal digits after '\\${letter}', but got ${found} instead`);
  }
}

/** A backslash at the end of a line takes all white space up to the next word with it. */
function joinLines(text: string): string {
  return text.replace(/\\(?:\\|([ \t\r\n]+))/g, (escaped, space?: string) => (space?.includes('\n') ? '' : escaped));
}

const simple: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\x1b',
  '"': '"',
  '\\': '\\',
};

function replaceEscapes(text: string, line: number): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:x(..)|u(.{4})|U(.{8})|(.))/gs,
    (_, x?: string, u?: string, long?: string, letter?: string) => {
      if (letter === undefined) return characterOf(x ?? u ?? long ?? '', line);
      const character = simple[letter];
      if (character === undefined) throw new TomlProblem(line, `invalid escape: '\\${letter}'`);
      return character;
    },
  );
}

function characterOf(hex: string, line: number): string {
  const code = Number.parseInt(hex, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new TomlProblem(line, `Escaped character '\\u${hex}' is not valid UTF-8.`);
  }
  return String.fromCodePoint(code);
}
