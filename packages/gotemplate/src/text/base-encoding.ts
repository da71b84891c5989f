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

/** Throws an Error with Go's words, which count without the line ends. What follows a padded end does not count. */
export function decodeBase32(text: string): Uint8Array {
  const digits = text.replace(/[\r\n]/g, '');
  const bytes: number[] = [];
  for (let start = 0; start < digits.length; start += BASE32_ENCODING.block) {
    const length = base32Length(digits, start);
    let bits = 0n;
    for (const digit of digits.slice(start, start + length).padEnd(BASE32_ENCODING.block, 'A')) {
      bits = (bits << 5n) | BigInt(BASE32.indexOf(digit));
    }
    const whole = Math.floor((length * BASE32_ENCODING.bits) / 8);
    for (let index = 0; index < whole; index++) {
      bytes.push(Number((bits >> BigInt(32 - index * 8)) & 0xffn));
    }
    if (length < BASE32_ENCODING.block) {
      break;
    }
  }
  return Uint8Array.from(bytes);
}

/** How many digits the block at an index has before its padding, all checked in Go's order. */
function base32Length(digits: string, start: number): number {
  const corrupt = (offset: number) => new Error(`illegal base32 data at input byte ${offset}`);
  const { block } = BASE32_ENCODING;
  for (let length = 0; length < block; length++) {
    const at = start + length;
    const left = digits.length - at - 1;
    if (left < 0) {
      throw corrupt(digits.length - length);
    }
    if (digits[at] === '=' && length >= 2 && left < block) {
      if (left + length < block - 1) {
        throw corrupt(digits.length);
      }
      const wrong = Array.from(digits.slice(at + 1, start + block)).findIndex((digit) => digit !== '=');
      if (wrong >= 0) {
        throw corrupt(at + wrong);
      }
      if (length === 3 || length === 6) {
        throw corrupt(at);
      }
      return length;
    }
    if (!BASE32.includes(digits.charAt(at))) {
      throw corrupt(at);
    }
  }
  return block;
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

/** How many characters of the last block there have to be before the padding. */
const LEAST_IN_BLOCK = 2;

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
  if (text[at] !== '=' || inBlock < LEAST_IN_BLOCK) {
    throw corrupt(at);
  }
  let padding = 0;
  let end = at;
  for (; end < text.length && padding < missing; end++) {
    if (text[end] === '=') {
      padding += 1;
    } else if (text[end] !== '\n' && text[end] !== '\r') {
      throw corrupt(end - 1);
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
