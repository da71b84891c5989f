import { BACKSLASH, DOUBLE_QUOTE, hexValue, isBlank, isBreak, SINGLE_QUOTE } from './characters.ts';
import type { Cursor } from './cursor.ts';

const escapes = new Map<number, string>(
  Object.entries({
    '0': '\0',
    a: '\x07',
    b: '\b',
    t: '\t',
    '\t': '\t',
    n: '\n',
    v: '\v',
    f: '\f',
    r: '\r',
    e: '\x1b',
    ' ': ' ',
    '"': '"',
    "'": "'",
    '\\': '\\',
    N: '\u0085',
    _: '\u00a0',
    L: '\u2028',
    P: '\u2029',
  }).map(([letter, character]) => [letter.charCodeAt(0), character]),
);
const codeLengths = new Map([...'xuU'].map((letter, index) => [letter.charCodeAt(0), 2 << index]));

/** Reads a quoted scalar from its opening quote to behind its closing one. */
export function scanQuoted(cursor: Cursor): string {
  const quote = cursor.code;
  const { text } = cursor;
  cursor.at += 1;
  let result = '';
  let piece = cursor.at;
  for (;;) {
    const at = endOfVerbatim(text, cursor.at, quote);
    const code = text.charCodeAt(at);
    cursor.at = at;
    if (code === quote) {
      const isDoubled = quote === SINGLE_QUOTE && text.charCodeAt(at + 1) === SINGLE_QUOTE;
      if (!isDoubled) break;
      result += text.slice(piece, at + 1);
      cursor.at = at + 2;
    } else if (code === BACKSLASH) {
      result += text.slice(piece, at) + escaped(cursor);
    } else if (isBreak(code)) {
      result += text.slice(piece, endOfWords(text, piece, at)) + folded(cursor);
    } else {
      throw cursor.problem('found unexpected end of stream');
    }
    piece = cursor.at;
  }
  const rest = text.slice(piece, cursor.at);
  cursor.at += 1;
  return result === '' ? rest : result + rest;
}

/** Where something begins that does not stand for itself: a quote, an escape, a line break, the end. */
function endOfVerbatim(text: string, start: number, quote: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === quote || code === 0 || isBreak(code)) return at;
    if (code === BACKSLASH && quote === DOUBLE_QUOTE) return at;
    at += 1;
  }
}

/** Blanks before a line break are none of the text. */
function endOfWords(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** From a line break to the next word: one break counts as a blank, further ones stay. */
function folded(cursor: Cursor): string {
  const first = cursor.breakLine();
  const more = moreBreaks(cursor);
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}

function moreBreaks(cursor: Cursor): string {
  let breaks = '';
  for (;;) {
    const code = cursor.code;
    if (isBreak(code)) breaks += cursor.breakLine();
    else if (isBlank(code)) cursor.at += 1;
    else break;
  }
  if (cursor.isAtDocumentMark()) throw cursor.problem('found unexpected document indicator');
  return breaks;
}

/** From a backslash on: a character, or nothing for a line break that is not to count. */
function escaped(cursor: Cursor): string {
  cursor.at += 1;
  const letter = cursor.code;
  if (isBreak(letter)) {
    cursor.breakLine();
    return moreBreaks(cursor);
  }
  const character = escapes.get(letter);
  if (character !== undefined) {
    cursor.at += 1;
    return character;
  }
  const length = codeLengths.get(letter);
  if (length === undefined) throw cursor.problem('found unknown escape character');
  cursor.at += 1;
  return characterOfCode(cursor, length);
}

function characterOfCode(cursor: Cursor, length: number): string {
  let code = 0;
  for (let index = 0; index < length; index += 1) {
    const digit = hexValue(cursor.text.charCodeAt(cursor.at + index));
    if (digit < 0) throw cursor.problem('did not find expected hexdecimal number');
    code = code * 16 + digit;
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw cursor.problem('found invalid Unicode character escape code');
  }
  cursor.at += length;
  return String.fromCodePoint(code);
}
