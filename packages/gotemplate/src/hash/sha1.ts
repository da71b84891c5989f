import { paddedMessage } from './message-blocks.ts';

/** FIPS 180-4, SHA-1. */
export function sha1(bytes: Uint8Array): Uint8Array {
  const message = paddedMessage(bytes, 64);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const words = new Int32Array(80);
  for (let block = 0; block < message.byteLength; block += 64) {
    for (let t = 0; t < 80; t++) {
      words[t] =
        t < 16
          ? message.getInt32(block + t * 4)
          : rotate(at(words, t - 3) ^ at(words, t - 8) ^ at(words, t - 14) ^ at(words, t - 16), 1);
    }
    compress(state, words);
  }
  return bigEndian(state);
}

function compress(state: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let t = 0; t < 80; t++) {
    const { mixed, constant } = round(t, b, c, d);
    const next = (rotate(a, 5) + mixed + e + constant + at(words, t)) | 0;
    [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
  }
  for (const [index, value] of [a, b, c, d, e].entries()) {
    state[index] = at(state, index) + value;
  }
}

function round(t: number, b: number, c: number, d: number): { mixed: number; constant: number } {
  if (t < 20) {
    return { mixed: (b & c) | (~b & d), constant: 0x5a827999 };
  }
  if (t < 40) {
    return { mixed: b ^ c ^ d, constant: 0x6ed9eba1 };
  }
  return t < 60
    ? { mixed: (b & c) | (b & d) | (c & d), constant: 0x8f1bbcdc }
    : { mixed: b ^ c ^ d, constant: 0xca62c1d6 };
}

function at(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function bigEndian(state: Int32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(state.length * 4));
  state.forEach((word, index) => {
    view.setInt32(index * 4, word);
  });
  return new Uint8Array(view.buffer);
}
