import { paddedMessage } from './message-blocks.ts';
import { primeRoots } from './prime-roots.ts';

let constants: BigUint64Array | undefined;
let initial: BigUint64Array | undefined;

/** FIPS 180-4, SHA-512. */
export function sha512(bytes: Uint8Array): Uint8Array {
  constants ??= BigUint64Array.from(primeRoots(80, 3));
  const message = paddedMessage(bytes, 128);
  initial ??= BigUint64Array.from(primeRoots(8, 2));
  const state = initial.slice();
  const words = new BigUint64Array(80);
  for (let block = 0; block < message.byteLength; block += 128) {
    schedule(words, message, block);
    compress(state, words, constants);
  }
  const view = new DataView(new ArrayBuffer(64));
  state.forEach((word, index) => {
    view.setBigUint64(index * 8, word);
  });
  return new Uint8Array(view.buffer);
}

function at(words: BigUint64Array, index: number): bigint {
  return words[index] ?? 0n;
}

function rotate(value: bigint, bits: bigint): bigint {
  return BigInt.asUintN(64, (value >> bits) | (value << (64n - bits)));
}

function schedule(words: BigUint64Array, message: DataView, block: number): void {
  for (let t = 0; t < 80; t++) {
    if (t < 16) {
      words[t] = message.getBigUint64(block + t * 8);
      continue;
    }
    const older = at(words, t - 15);
    const newer = at(words, t - 2);
    const small0 = rotate(older, 1n) ^ rotate(older, 8n) ^ (older >> 7n);
    const small1 = rotate(newer, 19n) ^ rotate(newer, 61n) ^ (newer >> 6n);
    words[t] = at(words, t - 16) + small0 + at(words, t - 7) + small1;
  }
}

function compress(state: BigUint64Array, words: BigUint64Array, round: BigUint64Array): void {
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
  for (let t = 0; t < 80; t++) {
    const big1 = rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n);
    const first = h + big1 + ((e & f) ^ (~e & g)) + at(round, t) + at(words, t);
    const big0 = rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n);
    const second = big0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = BigInt.asUintN(64, d + first);
    d = c;
    c = b;
    b = a;
    a = BigInt.asUintN(64, first + second);
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) {
    state[index] = at(state, index) + value;
  }
}
