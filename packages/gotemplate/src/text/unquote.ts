import { fromBytes } from './bytes.ts';

const SIMPLE: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 92],
]);

const HEX_DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

export interface UnquotedCharacter {
  /** The character, or the byte of a `\x` or octal escape. */
  text: string;
  rune: number;
  /** Where the rest starts. */
  end: number;
}

/** One possibly escaped character inside quotes of the given kind; undefined where Go says "invalid syntax". */
export function unquoteCharacter(text: string, start: number, delimiter: string): UnquotedCharacter | undefined {
  const rune = text.codePointAt(start);
  if (rune === undefined) {
    return undefined;
  }
  const character = String.fromCodePoint(rune);
  if (character === delimiter) {
    return undefined;
  }
  if (character !== '\\') {
    return { text: character, rune, end: start + character.length };
  }
  return unescapeAt(text, start + 1, delimiter);
}

function unescapeAt(text: string, start: number, delimiter: string): UnquotedCharacter | undefined {
  const letter = text[start];
  if (letter === undefined) {
    return undefined;
  }
  const simple = SIMPLE.get(letter) ?? (letter === delimiter ? letter.charCodeAt(0) : undefined);
  if (simple !== undefined) {
    return { text: String.fromCharCode(simple), rune: simple, end: start + 1 };
  }
  const digits = HEX_DIGITS.get(letter);
  if (digits !== undefined) {
    return unescapeHexAt(text, start + 1, digits);
  }
  const octal = /^[0-7]{3}$/.test(text.slice(start, start + 3))
    ? Number.parseInt(text.slice(start, start + 3), 8)
    : 256;
  return octal > 255 ? undefined : { text: byteText(octal), rune: octal, end: start + 3 };
}

function unescapeHexAt(text: string, start: number, digits: number): UnquotedCharacter | undefined {
  const code = text.slice(start, start + digits);
  if (code.length !== digits || !/^[0-9a-fA-F]+$/.test(code)) {
    return undefined;
  }
  const rune = Number.parseInt(code, 16);
  if (digits === 2) {
    return { text: byteText(rune), rune, end: start + 2 };
  }
  if (rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff)) {
    return undefined;
  }
  return { text: String.fromCodePoint(rune), rune, end: start + digits };
}

function byteText(byte: number): string {
  return fromBytes(Uint8Array.of(byte));
}

/** Go's strconv.Unquote for quoted and raw strings; undefined where Go says "invalid syntax". */
export function unquote(literal: string): string | undefined {
  const delimiter = literal[0] ?? '';
  const inner = literal.slice(1, -1);
  if (delimiter === '`') {
    return inner.replaceAll('\r', '');
  }
  if (!inner.includes('\\')) {
    return inner;
  }
  let out = '';
  for (let index = 0; index < inner.length; ) {
    const character = unquoteCharacter(inner, index, delimiter);
    if (character === undefined) {
      return undefined;
    }
    out += character.text;
    index = character.end;
  }
  return out;
}
