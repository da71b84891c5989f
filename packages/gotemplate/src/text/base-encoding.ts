const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

interface Encoding {
  name: string;
  alphabet: string;
  bits: number;
  /** Characters that stand for a whole number of bytes. */
  block: number;
}

const BASE64_ENCODING: Encoding = { name: 'base64', alphabet: BASE64, bits: 6, block: 4 };
const BASE32_ENCODING: Encoding = { name: 'base32', alphabet: BASE32, bits: 5, block: 8 };

export function encodeBase64(bytes: Uint8Array): string {
  return encode(bytes, BASE64_ENCODING);
}

/** Throws an Error with Go's words. */
export function decodeBase64(text: string): Uint8Array {
  return decode(text, BASE64_ENCODING);
}

export function encodeBase32(bytes: Uint8Array): string {
  return encode(bytes, BASE32_ENCODING);
}

/** Throws an Error with Go's words, which count without the line ends. */
export function decodeBase32(text: string): Uint8Array {
  return decode(text.replace(/[\r\n]/g, ''), BASE32_ENCODING);
}

function encode(bytes: Uint8Array, { alphabet, bits, block }: Encoding): string {
  let out = '';
  let buffer = 0;
  let held = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    held += 8;
    while (held >= bits) {
      held -= bits;
      out += alphabet[(buffer >> held) & (alphabet.length - 1)];
    }
    buffer &= (1 << held) - 1;
  }
  if (held > 0) {
    out += alphabet[(buffer << (bits - held)) & (alphabet.length - 1)];
  }
  return out.padEnd(Math.ceil(out.length / block) * block, '=');
}

/** How many characters of the last block there may be before the padding. */
const LAST_BLOCK: Readonly<Record<string, readonly number[]>> = { base64: [2, 3, 4], base32: [2, 4, 5, 7, 8] };

function decode(text: string, encoding: Encoding): Uint8Array {
  const { alphabet, bits, block } = encoding;
  const bytes: number[] = [];
  let buffer = 0;
  let held = 0;
  let count = 0;
  let at = 0;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\n' || character === '\r') {
      continue;
    }
    const value = alphabet.indexOf(character);
    if (value < 0) {
      break;
    }
    buffer = (buffer << bits) | value;
    held += bits;
    count += 1;
    if (held >= 8) {
      held -= 8;
      bytes.push((buffer >> held) & 0xff);
    }
    buffer &= (1 << held) - 1;
  }
  checkEnd(text, at, count % block, encoding);
  return Uint8Array.from(bytes);
}

/** What follows the last digit has to be the padding that its block lacks, and nothing more. */
function checkEnd(text: string, at: number, inBlock: number, { name, block }: Encoding): void {
  const corrupt = (offset: number) => new Error(`illegal ${name} data at input byte ${offset}`);
  if (at >= text.length) {
    if (inBlock !== 0) {
      throw corrupt(text.length - inBlock);
    }
    return;
  }
  const missing = block - inBlock;
  if (text[at] !== '=' || inBlock === 0 || !LAST_BLOCK[name]?.includes(inBlock)) {
    throw corrupt(at);
  }
  let padding = 0;
  let end = at;
  for (; end < text.length && padding < missing; end++) {
    if (text[end] === '=') {
      padding += 1;
    } else if (text[end] !== '\n' && text[end] !== '\r') {
      throw corrupt(end);
    }
  }
  if (padding < missing) {
    throw corrupt(text.length);
  }
  const rest = /[^\r\n]/.exec(text.slice(end));
  if (rest !== null) {
    throw corrupt(end + rest.index);
  }
}
