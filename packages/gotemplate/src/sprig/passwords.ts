import { type FunctionMap, goFunction } from '../function.ts';
import { bcryptHash } from '../hash/bcrypt.ts';
import { hmacSha256, joinBytes } from '../hash/hmac.ts';
import { toBytes } from '../text/bytes.ts';
import type { CryptoProvider } from './environment.ts';
import type { RandomSource } from './random.ts';

const BCRYPT_COST = 10;
const SALT_BYTES = 16;
const SEED = 'com.lyndir.masterpassword';

/** The shapes of Master Password, a letter for each kind of character. */
const SHAPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['maximum', ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno']],
  [
    'long',
    [
      'CvcvnoCvcvCvcv',
      'CvcvCvcvnoCvcv',
      'CvcvCvcvCvcvno',
      'CvccnoCvcvCvcv',
      'CvccCvcvnoCvcv',
      'CvccCvcvCvcvno',
      'CvcvnoCvccCvcv',
      'CvcvCvccnoCvcv',
      'CvcvCvccCvcvno',
      'CvcvnoCvcvCvcc',
      'CvcvCvcvnoCvcc',
      'CvcvCvcvCvccno',
      'CvccnoCvccCvcv',
      'CvccCvccnoCvcv',
      'CvccCvccCvcvno',
      'CvcvnoCvccCvcc',
      'CvcvCvccnoCvcc',
      'CvcvCvccCvccno',
      'CvccnoCvcvCvcc',
      'CvccCvcvnoCvcc',
      'CvccCvcvCvccno',
    ],
  ],
  ['medium', ['CvcnoCvc', 'CvcCvcno']],
  ['short', ['Cvcn']],
  ['basic', ['aaanaaan', 'aannaaan', 'aaannaaa']],
  ['pin', ['nnnn']],
]);

const UPPER_VOWELS = 'AEIOU';
const UPPER_CONSONANTS = 'BCDFGHJKLMNPQRSTVWXYZ';
const VOWELS = 'aeiou';
const CONSONANTS = 'bcdfghjklmnpqrstvwxyz';
const LETTERS = UPPER_VOWELS + VOWELS + UPPER_CONSONANTS + CONSONANTS;

const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ['V', UPPER_VOWELS],
  ['C', UPPER_CONSONANTS],
  ['v', VOWELS],
  ['c', CONSONANTS],
  ['A', UPPER_VOWELS + UPPER_CONSONANTS],
  ['a', LETTERS],
  ['n', '0123456789'],
  ['o', "@&%?,=[]_:-+*$#!'^~;()/."],
  ['x', `${LETTERS}0123456789!@#$%^&*()`],
]);

function bcrypt(password: string, random: RandomSource): string {
  try {
    return bcryptHash(toBytes(password), random(SALT_BYTES), BCRYPT_COST);
  } catch (error) {
    return `failed to encrypt string with bcrypt: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function lengthAnd(text: string): Uint8Array[] {
  const bytes = toBytes(text);
  return [bigEndian(bytes.length), bytes];
}

function bigEndian(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value);
  return new Uint8Array(view.buffer);
}

interface Site {
  counter: number;
  type: string;
  password: string;
  user: string;
  name: string;
}

function derivePassword(site: Site, crypto: () => CryptoProvider): string {
  const shapes = SHAPES.get(site.type);
  if (shapes === undefined) {
    return `cannot find password template ${site.type}`;
  }
  const seed = toBytes(SEED);
  const salt = joinBytes([seed, ...lengthAnd(site.user)]);
  const key = crypto().scrypt(toBytes(site.password), salt, { n: 32_768, r: 8, p: 2, length: 64 });
  const random = hmacSha256(key, joinBytes([seed, ...lengthAnd(site.name), bigEndian(site.counter)]));
  const shape = shapes[(random[0] ?? 0) % shapes.length] ?? '';
  return Array.from(shape, (kind, index) => {
    const characters = CHARACTERS.get(kind) ?? '';
    return characters.charAt((random[index + 1] ?? 0) % characters.length);
  }).join('');
}

export function passwordFunctions(random: RandomSource, crypto: () => CryptoProvider): FunctionMap {
  return {
    bcrypt: goFunction(['string'], ([password]) => bcrypt(password, random)),
    htpasswd: goFunction(['string', 'string'], ([user, password]) =>
      user.includes(':') ? `invalid username: ${user}` : `${user}:${bcrypt(password, random)}`,
    ),
    derivePassword: goFunction(
      ['uint32', 'string', 'string', 'string', 'string'],
      ([counter, type, password, user, name]) => derivePassword({ counter, type, password, user, name }, crypto),
    ),
  };
}
