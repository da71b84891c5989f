import { type Decoded, decodeUtf16 } from './utf16.ts';

/** A text that can be scanned: it ends in NUL characters, which YAML allows nowhere else. */
export interface Source {
  text: string;
  /** The reader gives up with this problem once the scanner comes within reach of the place. */
  refusal: { at: number; problem: string } | undefined;
}

const maxLength = 64 * 1024 * 1024;
/** libyaml looks at its input in pieces of this many bytes, and refuses a piece as a whole. */
const pieceBytes = 512;
const byteOrderMark = 0xfeff;
const refused = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd]/;
const refusedCharacter = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
/** What the scanner may look ahead without asking how long the text is. */
const end = '\0\0\0\0';

export function sourceOf(text: string): Source {
  if (text.length > maxLength) return { text: end, refusal: { at: 0, problem: 'the text is too large' } };
  if (!refused.test(text)) return { text: text.slice(markLength(text)) + end, refusal: undefined };
  const utf16 = decodeUtf16(text);
  if (utf16 !== undefined) return sourceOfUtf16(utf16);
  const at = text.search(refusedCharacter);
  if (at < 0) return { text: text.slice(markLength(text)) + end, refusal: undefined };
  const problem = problemAt(text, at);
  const kept = text.slice(markLength(text), problem === incomplete ? at : pieceStart(text, at, 0, utf8Width));
  return { text: kept + end, refusal: { at: kept.length, problem } };
}

function markLength(text: string): number {
  return text.charCodeAt(0) === byteOrderMark ? 1 : 0;
}

function sourceOfUtf16({ text, problem }: Decoded): Source {
  const odd = text.search(refusedCharacter);
  if (odd < 0 && problem === undefined) return { text: text + end, refusal: undefined };
  const at = odd < 0 ? text.length : odd;
  const isCut = odd < 0 && problem?.isAtEnd === true;
  const kept = isCut ? text : text.slice(0, pieceStart(text, at, 2, utf16Width));
  const reason = odd < 0 ? (problem?.text ?? '') : 'control characters are not allowed';
  return { text: kept + end, refusal: { at: kept.length, problem: reason } };
}

/** Where the piece begins that holds a character: a character that does not fit in one goes into the next. */
function pieceStart(text: string, at: number, before: number, widthOf: (code: number) => number): number {
  let bytes = before;
  let pieceEnd = pieceBytes;
  let start = 0;
  for (let index = 0; index <= at; ) {
    const code = text.codePointAt(index) ?? 0;
    const width = widthOf(code);
    if (bytes + width > pieceEnd) {
      start = index;
      pieceEnd = bytes + pieceBytes;
    }
    bytes += width;
    index += code > 0xffff ? 2 : 1;
  }
  return start;
}

function utf16Width(code: number): number {
  return code < 0x10000 ? 2 : 4;
}

/** A byte that is no UTF-8 is a lone surrogate in the texts of templates. */
function utf8Width(code: number): number {
  if (code < 0x80 || isRawByte(code)) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

function isRawByte(code: number): boolean {
  return code >= 0xdc80 && code <= 0xdcff;
}

const incomplete = 'incomplete UTF-8 octet sequence';

function problemAt(text: string, at: number): string {
  if (!isRawByte(text.charCodeAt(at))) {
    return text.charCodeAt(at) >= 0xd800 && text.charCodeAt(at) <= 0xdfff
      ? 'invalid Unicode character'
      : 'control characters are not allowed';
  }
  const [lead = 0, ...rest] = bytesFrom(text, at);
  const width = lead >= 0xf8 || lead < 0xc0 ? 0 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (width === 0) return 'invalid leading UTF-8 octet';
  if (rest.length < width - 1) return incomplete;
  const trailing = rest.slice(0, width - 1);
  if (trailing.some((byte) => (byte & 0xc0) !== 0x80)) return 'invalid trailing UTF-8 octet';
  const value = trailing.reduce((sum, byte) => sum * 64 + (byte & 0x3f), lead & (0xff >> (width + 1)));
  const least = [0, 0, 0x80, 0x800, 0x10000][width] ?? 0;
  return value < least ? 'invalid length of a UTF-8 sequence' : 'invalid Unicode character';
}

/** The next four bytes, raw ones and those of characters. */
function bytesFrom(text: string, at: number): number[] {
  const bytes: number[] = [];
  for (const character of text.slice(at, at + 4)) {
    const code = character.charCodeAt(0);
    if (isRawByte(code)) bytes.push(code - 0xdc00);
    else bytes.push(...new TextEncoder().encode(character));
  }
  return bytes.slice(0, 4);
}
