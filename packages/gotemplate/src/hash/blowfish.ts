import { fractionOfPi } from './pi.ts';

const ROUNDS = 16;
const SUBKEYS = ROUNDS + 2;
const BOX_SIZE = 256;

let tables: Uint32Array | undefined;

/** Blowfish with the salted key schedule that bcrypt adds to it. */
export class Blowfish {
  /** The subkeys, then the four boxes. */
  readonly #state: Uint32Array;

  constructor() {
    tables ??= fractionOfPi(SUBKEYS + 4 * BOX_SIZE);
    this.#state = tables.slice();
  }

  /** Mixes a key into the state; with a salt, that too. */
  expand(key: Uint8Array, salt?: Uint8Array): void {
    const state = this.#state;
    for (let index = 0, at = 0; index < SUBKEYS; index++, at += 4) {
      state[index] = (state[index] ?? 0) ^ cyclicWord(key, at);
    }
    const block = new Uint32Array(2);
    for (let index = 0, at = 0; index < state.length; index += 2, at += 8) {
      if (salt !== undefined) {
        block[0] = (block[0] ?? 0) ^ cyclicWord(salt, at);
        block[1] = (block[1] ?? 0) ^ cyclicWord(salt, at + 4);
      }
      this.encrypt(block, 0);
      state.set(block, index);
    }
  }

  /** Encrypts the two words at an index in place. */
  encrypt(words: Uint32Array, index: number): void {
    const state = this.#state;
    let left = words[index] ?? 0;
    let right = words[index + 1] ?? 0;
    for (let round = 0; round < ROUNDS; round += 2) {
      left ^= state[round] ?? 0;
      right ^= this.#mix(left);
      right ^= state[round + 1] ?? 0;
      left ^= this.#mix(right);
    }
    words[index] = right ^ (state[ROUNDS + 1] ?? 0);
    words[index + 1] = left ^ (state[ROUNDS] ?? 0);
  }

  #mix(word: number): number {
    const state = this.#state;
    const a = state[SUBKEYS + (word >>> 24)] ?? 0;
    const b = state[SUBKEYS + BOX_SIZE + ((word >>> 16) & 0xff)] ?? 0;
    const c = state[SUBKEYS + 2 * BOX_SIZE + ((word >>> 8) & 0xff)] ?? 0;
    const d = state[SUBKEYS + 3 * BOX_SIZE + (word & 0xff)] ?? 0;
    return (((a + b) ^ c) + d) | 0;
  }
}

/** The big-endian word at an index of bytes that repeat for ever. */
function cyclicWord(bytes: Uint8Array, at: number): number {
  let word = 0;
  for (let offset = 0; offset < 4; offset++) {
    word = (word << 8) | (bytes[(at + offset) % bytes.length] ?? 0);
  }
  return word;
}
