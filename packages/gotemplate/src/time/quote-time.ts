import { toBytes } from '../text/bytes.ts';

/** Quotes as Go's time package does, which escapes every byte outside ASCII. */
export function quoteTime(text: string): string {
  let out = '"';
  for (const byte of toBytes(text)) {
    if (byte === 0x22 || byte === 0x5c) {
      out += `\\${String.fromCharCode(byte)}`;
    } else if (byte < 0x20 || byte >= 0x80) {
      out += `\\x${byte.toString(16).padStart(2, '0')}`;
    } else {
      out += String.fromCharCode(byte);
    }
  }
  return `${out}"`;
}
