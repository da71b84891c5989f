import { isRawByte, rawByte } from './bytes.ts';
import { isPrintable } from './characters.ts';

const SHORT_ESCAPES: ReadonlyMap<number, string> = new Map([
  [7, '\\a'],
  [8, '\\b'],
  [12, '\\f'],
  [10, '\\n'],
  [13, '\\r'],
  [9, '\\t'],
  [11, '\\v'],
]);

const PLAIN = /^[ !#-[\]-~]*$/;

export interface QuoteStyle {
  /** Escape everything outside ASCII. */
  ascii?: boolean;
  delimiter?: '"' | "'";
}

/** Go's strconv.Quote and its relatives. */
export function quote(text: string, style: QuoteStyle = {}): string {
  const delimiter = style.delimiter ?? '"';
  if (delimiter === '"' && PLAIN.test(text)) {
    return `"${text}"`;
  }
  let out = delimiter;
  for (const character of text) {
    out += quoteCharacter(character.codePointAt(0) ?? 0, delimiter, style.ascii ?? false);
  }
  return out + delimiter;
}

function quoteCharacter(rune: number, delimiter: string, ascii: boolean): string {
  if (rune === delimiter.charCodeAt(0) || rune === 92) {
    return `\\${String.fromCodePoint(rune)}`;
  }
  if (isRawByte(rune)) {
    return `\\x${hex(rawByte(rune), 2)}`;
  }
  if (rune < 0x80 ? isPrintable(rune) : !ascii && isPrintable(rune)) {
    return String.fromCodePoint(rune);
  }
  const short = SHORT_ESCAPES.get(rune);
  if (short !== undefined) {
    return short;
  }
  if (rune < 32 || rune === 0x7f) {
    return `\\x${hex(rune, 2)}`;
  }
  const code = rune >= 0xd800 && rune <= 0xdfff ? 0xfffd : rune;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

/** Go's strconv.CanBackquote. */
export function canBackquote(text: string): boolean {
  for (const character of text) {
    const rune = character.codePointAt(0) ?? 0;
    if (rune === 0xfeff || isRawByte(rune) || (rune < 32 && rune !== 9) || rune === 96 || rune === 0x7f) {
      return false;
    }
  }
  return true;
}
