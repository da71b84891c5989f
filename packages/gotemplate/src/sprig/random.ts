import { type Execution, type FunctionMap, goFunction } from '../function.ts';
import { encodeBase64 } from '../text/base-encoding.ts';
import { goInt } from '../value/value.ts';
import { toHex } from './encodings.ts';

export type RandomSource = (count: number) => Uint8Array;

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PRINTABLE = Array.from({ length: 127 - 32 }, (_, index) => String.fromCharCode(index + 32)).join('');

/** What a number takes of a random source. */
const NUMBER_BYTES = 6;

/** A whole number below the bound, each as likely as the other. */
function below(bound: number, random: RandomSource): number {
  return belowFrom(bound, random(NUMBER_BYTES), 0) ?? below(bound, random);
}

/** The number in these bytes; undefined if they stand for one that would come up too often. */
function belowFrom(bound: number, bytes: Uint8Array, start: number): number | undefined {
  let value = 0;
  for (let index = start; index < start + NUMBER_BYTES; index++) {
    value = value * 256 + (bytes[index] ?? 0);
  }
  return value < 2 ** 48 - (2 ** 48 % bound) ? value % bound : undefined;
}

/** Bytes asked for at once. */
const MOST_BYTES = 60_000;

function textOf(alphabet: string, random: RandomSource) {
  return goFunction(['int'], ([count], execution: Execution) => {
    execution.allow(count);
    let out = '';
    while (out.length < count) {
      const bytes = random(Math.min((count - out.length) * NUMBER_BYTES, MOST_BYTES));
      for (let at = 0; at < bytes.length; at += NUMBER_BYTES) {
        const index = belowFrom(alphabet.length, bytes, at);
        out += index === undefined ? '' : alphabet.charAt(index);
      }
    }
    return out;
  });
}

function shuffled(text: string, random: RandomSource): string {
  const characters = Array.from(text);
  for (let last = characters.length - 1; last > 0; last--) {
    const other = below(last + 1, random);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}

function randomInteger(least: number, end: number, random: RandomSource) {
  if (end <= least) {
    throw new Error('invalid argument to Intn');
  }
  return goInt(least + below(end - least, random));
}

function uuid(random: RandomSource): string {
  const bytes = Uint8Array.from(random(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export function randomFunctions(random: RandomSource): FunctionMap {
  return {
    randAlphaNum: textOf(DIGITS + LETTERS, random),
    randAlpha: textOf(LETTERS, random),
    randNumeric: textOf(DIGITS, random),
    randAscii: textOf(PRINTABLE, random),
    randBytes: goFunction(['int'], ([count], execution) => {
      if (count < 0) {
        throw new Error('runtime error: makeslice: len out of range');
      }
      execution.allow(count);
      return encodeBase64(random(count));
    }),
    randInt: goFunction(['int', 'int'], ([least, end]) => randomInteger(least, end, random)),
    shuffle: goFunction(['string'], ([text]) => shuffled(text, random)),
    uuidv4: goFunction([], () => uuid(random)),
  };
}
