import { type FunctionMap, goFunction } from '../function.ts';
import { joinBytes } from '../hash/hmac.ts';
import { decodeBase64, encodeBase64 } from '../text/base-encoding.ts';
import { byteLength, fromBytes, toBytes } from '../text/bytes.ts';
import type { CryptoProvider } from './environment.ts';
import type { RandomSource } from './random.ts';

const KEY_BYTES = 32;
const BLOCK_BYTES = 16;

function keyFrom(password: string): Uint8Array {
  const key = new Uint8Array(KEY_BYTES);
  key.set(toBytes(password).subarray(0, KEY_BYTES));
  return key;
}

function encrypt(password: string, text: string, use: { random: RandomSource; crypto: () => CryptoProvider }): string {
  if (text === '') {
    return '';
  }
  const content = toBytes(text);
  const padding = BLOCK_BYTES - (content.length % BLOCK_BYTES);
  const padded = joinBytes([content, new Uint8Array(padding).fill(padding)]);
  const iv = use.random(BLOCK_BYTES);
  return encodeBase64(joinBytes([iv, use.crypto().encryptAesCbc(keyFrom(password), iv, padded)]));
}

function decrypt(password: string, text: string, crypto: () => CryptoProvider): string {
  if (text === '') {
    return '';
  }
  const bytes = decodeBase64(text);
  if (bytes.length < BLOCK_BYTES) {
    throw new Error(
      `runtime error: slice bounds out of range [:${BLOCK_BYTES}] with capacity ${Math.floor(byteLength(text) / 4) * 3}`,
    );
  }
  if (bytes.length % BLOCK_BYTES !== 0) {
    throw new Error('crypto/cipher: input not full blocks');
  }
  const body = bytes.subarray(BLOCK_BYTES);
  const plain = crypto().decryptAesCbc(keyFrom(password), bytes.subarray(0, BLOCK_BYTES), body);
  const end = plain.length - (plain.at(-1) ?? 0);
  if (plain.length === 0 || end < 0) {
    throw new Error(
      plain.length === 0
        ? 'runtime error: index out of range [-1]'
        : `runtime error: slice bounds out of range [:${end}]`,
    );
  }
  return fromBytes(plain.subarray(0, end));
}

export function cipherFunctions(random: RandomSource, crypto: () => CryptoProvider): FunctionMap {
  return {
    encryptAES: goFunction(['string', 'string'], ([password, text]) => encrypt(password, text, { random, crypto })),
    decryptAES: goFunction(['string', 'string'], ([password, text]) => decrypt(password, text, crypto)),
  };
}
