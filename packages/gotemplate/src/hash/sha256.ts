import { bigEndianBytes, paddedMessage } from './message-blocks.ts';
import { primeRoots } from './prime-roots.ts';

let constants: Int32Array | undefined;
let initial: Int32Array | undefined;

function highHalves(values: readonly bigint[]): Int32Array {
  return Int32Array.from(values, (value) => Number(BigInt.asIntN(32, value >> 32n)));
}

/** FIPS 180-4, SHA-256. */
export function sha256(bytes: Uint8Array): Uint8Array {
  constants ??= highHalves(primeRoots(64, 3));
  const message = paddedMessage(bytes, 64);
  initial ??= highHalves(primeRoots(8, 2));
  const state = initial.slice();
  const words = new Int32Array(64);
  for (let block = 0; block < message.byteLength; block += 64) {
    schedule(words, message, block);
    compress(state, words, constants);
  }
  return bigEndianBytes(state);
}

function at(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

function rotate(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

function schedule(words: Int32Array, message: DataView, block: number): void {
  for (let t = 0; t < 64; t++) {
    if (t < 16) {
      words[t] = message.getInt32(block + t * 4);
      continue;
    }
    const older = at(words, t - 15);
    const newer = at(words, t - 2);
    const small0 = rotate(older, 7) ^ rotate(older, 18) ^ (older >>> 3);
    const small1 = rotate(newer, 17) ^ rotate(newer, 19) ^ (newer >>> 10);
    words[t] = at(words, t - 16) + small0 + at(words, t - 7) + small1;
  }
}

function compress(state: Int32Array, words: Int32Array, round: Int32Array): void {
  let a = at(state, 0);
  let b = at(state, 1);
  let c = at(state, 2);
  let d = at(state, 3);
  let e = at(state, 4);
  let f = at(state, 5);
  let g = at(state, 6);
  let h = at(state, 7);
  for (let t = 0; t < 64; t++) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + big1 + ((e & f) ^ (~e & g)) + at(round, t) + at(words, t)) | 0;
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] = at(state, 0) + a;
  state[1] = at(state, 1) + b;
  state[2] = at(state, 2) + c;
  state[3] = at(state, 3) + d;
  state[4] = at(state, 4) + e;
  state[5] = at(state, 5) + f;
  state[6] = at(state, 6) + g;
  state[7] = at(state, 7) + h;
}
