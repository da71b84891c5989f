// Go's strings are bytes. Here a byte that is no part of valid UTF-8 is the lone surrogate U+DC00 + byte, so that binary
// data survives being a JavaScript string, and everything else is ordinary text.

const RAW_FIRST = 0xdc80;
const RAW_LAST = 0xdcff;
const NOT_ASCII = /[^\x00-\x7f]/;
const SURROGATE = /[\ud800-\udfff]/;

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function isRawByte(rune: number): boolean {
  return rune >= RAW_FIRST && rune <= RAW_LAST;
}

export function rawByte(rune: number): number {
  return rune - 0xdc00;
}

export function isAscii(text: string): boolean {
  return !NOT_ASCII.test(text);
}

/** Go's len of a string. */
export function byteLength(text: string): number {
  return isAscii(text) ? text.length : toBytes(text).length;
}

export function toBytes(text: string): Uint8Array {
  if (!SURROGATE.test(text) || text.isWellFormed()) {
    return encoder.encode(text);
  }
  const bytes: number[] = [];
  for (const character of text) {
    const rune = character.codePointAt(0) ?? 0;
    if (isRawByte(rune)) {
      bytes.push(rawByte(rune));
    } else {
      bytes.push(...encoder.encode(character));
    }
  }
  return Uint8Array.from(bytes);
}

export function fromBytes(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeWithRawBytes(bytes);
  }
}

function decodeWithRawBytes(bytes: Uint8Array): string {
  let out = '';
  for (let index = 0; index < bytes.length; ) {
    const length = sequenceLength(bytes, index);
    if (length === 0) {
      out += String.fromCharCode(0xdc00 + (bytes[index] ?? 0));
      index += 1;
    } else {
      out += strictDecoder.decode(bytes.subarray(index, index + length));
      index += length;
    }
  }
  return out;
}

/** How many bytes the valid UTF-8 sequence at an index has; 0 if there is none. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const first = bytes[index] ?? 0;
  if (first < 0x80) {
    return 1;
  }
  const length = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || first > 0xf4 || index + length > bytes.length) {
    return 0;
  }
  for (let offset = 1; offset < length; offset++) {
    if (((bytes[index + offset] ?? 0) & 0xc0) !== 0x80) {
      return 0;
    }
  }
  const second = bytes[index + 1] ?? 0;
  const overlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
  const beyond = (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f);
  return overlong || beyond ? 0 : length;
}

/** Go's s[start:end], in bytes. */
export function byteSlice(text: string, start: number, end: number): string {
  return isAscii(text) ? text.slice(start, end) : fromBytes(toBytes(text).subarray(start, end));
}

/** Text whose raw bytes have met their neighbours: those that form valid UTF-8 together become characters. */
export function joinRawBytes(text: string): string {
  return text.isWellFormed() ? text : fromBytes(toBytes(text));
}
