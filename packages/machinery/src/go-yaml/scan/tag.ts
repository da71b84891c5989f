import { EXCLAMATION, GREATER, hexValue, isBlankOrEnd, isWord, LESS, PERCENT } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { type Token, token } from './token.ts';

const uriCharacters = new Set([...";/?:@&=+$,.!~*'()[]%"].map((character) => character.charCodeAt(0)));

/** Reads `!handle!suffix`, `!suffix`, `!` or `!<tag>`; the handle is empty when the suffix is the whole tag. */
export function scanTag(cursor: Cursor): Token {
  const { line } = cursor;
  let handle = '';
  let suffix: string;
  if (cursor.text.charCodeAt(cursor.at + 1) === LESS) {
    cursor.at += 2;
    suffix = scanTagText(cursor, '');
    if (cursor.code !== GREATER) throw cursor.problem("did not find the expected '>'");
    cursor.at += 1;
  } else {
    handle = scanHandle(cursor, false);
    if (handle.length > 1 && handle.endsWith('!')) {
      suffix = scanTagText(cursor, '');
    } else {
      suffix = scanTagText(cursor, handle);
      handle = '!';
      if (suffix === '') [handle, suffix] = ['', '!'];
    }
  }
  if (!isBlankOrEnd(cursor.code)) throw cursor.problem('did not find expected whitespace or line break');
  return token('tag', line, handle, false, -1, suffix);
}

/** `!`, `!!` or `!word!`; in a tag also the `!word` that a tag without handle begins with. */
export function scanHandle(cursor: Cursor, isDirective: boolean): string {
  if (cursor.code !== EXCLAMATION) throw cursor.problem("did not find expected '!'");
  const start = cursor.at;
  cursor.at += 1;
  while (isWord(cursor.code)) cursor.at += 1;
  if (cursor.code === EXCLAMATION) cursor.at += 1;
  else if (isDirective && cursor.at > start + 1) throw cursor.problem("did not find expected '!'");
  return cursor.text.slice(start, cursor.at);
}

/** The characters of a URI; `head` is a handle that has been read as the beginning of it. */
export function scanTagText(cursor: Cursor, head: string): string {
  let text = head.slice(1);
  const start = cursor.at;
  while (isWord(cursor.code) || uriCharacters.has(cursor.code)) {
    if (cursor.code === PERCENT) {
      text += scanEscapes(cursor);
    } else {
      text += cursor.text.charAt(cursor.at);
      cursor.at += 1;
    }
  }
  if (head === '' && cursor.at === start) throw cursor.problem('did not find expected tag URI');
  return text;
}

/** One character as `%` and the hexadecimal digits of each of its bytes. */
function scanEscapes(cursor: Cursor): string {
  const bytes = [scanOctet(cursor)];
  const [lead = 0] = bytes;
  const width = lead < 0x80 ? 1 : lead < 0xc0 || lead >= 0xf8 ? 0 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (width === 0) throw cursor.problem('found an incorrect leading UTF-8 octet');
  cursor.at += 3;
  while (bytes.length < width) {
    const octet = scanOctet(cursor);
    if ((octet & 0xc0) !== 0x80) throw cursor.problem('found an incorrect trailing UTF-8 octet');
    bytes.push(octet);
    cursor.at += 3;
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function scanOctet(cursor: Cursor): number {
  const high = hexValue(cursor.text.charCodeAt(cursor.at + 1));
  const low = hexValue(cursor.text.charCodeAt(cursor.at + 2));
  if (cursor.code !== PERCENT || high < 0 || low < 0) throw cursor.problem('did not find URI escaped octet');
  return high * 16 + low;
}
