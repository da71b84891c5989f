import { Blowfish } from './blowfish.ts';

const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const MAX_PASSWORD_BYTES = 72;
const DIGEST_BYTES = 23;

/** A bcrypt hash of version 2a; the salt has 16 bytes. Throws an Error with Go's words for a password that is too long. */
export function bcryptHash(password: Uint8Array, salt: Uint8Array, cost: number): string {
  if (password.length > MAX_PASSWORD_BYTES) {
    throw new Error('bcrypt: password length exceeds 72 bytes');
  }
  const key = new Uint8Array(password.length + 1);
  key.set(password);
  const cipher = new Blowfish();
  cipher.expand(key, salt);
  for (let round = 0; round < 2 ** cost; round++) {
    cipher.expand(key);
    cipher.expand(salt);
  }
  const digest = encryptedMagic(cipher).subarray(0, DIGEST_BYTES);
  return `$2a$${String(cost).padStart(2, '0')}$${encode(salt)}${encode(digest)}`;
}

function encryptedMagic(cipher: Blowfish): Uint8Array {
  const view = new DataView(new TextEncoder().encode('OrpheanBeholderScryDoubt').buffer);
  const words = Uint32Array.from({ length: 6 }, (_, index) => view.getUint32(index * 4));
  for (let index = 0; index < words.length; index += 2) {
    for (let round = 0; round < 64; round++) {
      cipher.encrypt(words, index);
    }
  }
  words.forEach((word, index) => {
    view.setUint32(index * 4, word);
  });
  return new Uint8Array(view.buffer);
}

/** bcrypt's own base64: another alphabet and no padding. */
function encode(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const group = (a << 16) | (b << 8) | c;
    for (let index = 0; index <= Math.min(bytes.length - at, 3); index++) {
      out += ALPHABET[(group >> (18 - 6 * index)) & 63];
    }
  }
  return out;
}
