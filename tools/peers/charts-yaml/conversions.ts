import type { Conversion } from '@violet/charts/testing';
import { mutate, writeDocument } from './documents.ts';
import { writeJson } from './json-texts.ts';
import { Random } from './random.ts';
import { writeToml } from './toml-texts.ts';
import { map, value } from './values.ts';

const readers = ['readYaml', 'readYaml', 'readYaml', 'readYamlStrict', 'fromYaml', 'fromYamlArray'];
const writers = ['toYaml', 'toYaml', 'toYamlPretty', 'toJson', 'toToml'];

/** So many texts to read, most of them YAML, and half as many values to write. */
export function generate(seed: number, texts: number): Conversion[] {
  const random = new Random(seed);
  const conversions: Conversion[] = [];
  for (let index = 0; index < texts; index += 1) {
    conversions.push(aText(random));
    if (index % 2 === 0) conversions.push(aValue(random));
  }
  return conversions;
}

function aText(random: Random): Conversion {
  const kind = random.below(10);
  if (kind === 0) return reading(random.pick(['fromJson', 'fromJsonArray']), damaged(random, writeJson(random)));
  if (kind === 1) return reading('fromToml', damaged(random, writeToml(random)));
  const text = random.chance(0.02)
    ? Array.from({ length: 8 }, () => writeDocument(random)).join('')
    : writeDocument(random);
  if (random.chance(0.01)) return readingBytes(random.pick(readers), utf16(random, damaged(random, text)));
  return reading(random.pick(readers), damaged(random, text));
}

function damaged(random: Random, text: string): string {
  return random.chance(0.55) ? mutate(random, text) : text;
}

function reading(op: string, text: string): Conversion {
  return readingBytes(op, Buffer.from(bytesOf(text)));
}

function readingBytes(op: string, bytes: Buffer): Conversion {
  return { op, text: bytes.toString('base64') };
}

/** Now and then a byte is missing. */
function utf16(random: Random, text: string): Buffer {
  const bytes = Buffer.from(`\ufeff${text.replace(/^\ufeff+/, '')}`, 'utf16le');
  if (random.chance(0.5)) bytes.swap16();
  if (random.chance(0.7)) return bytes;
  const at = 2 + random.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(2))]);
}

/** A lone surrogate of the texts of templates stands for a byte. */
function bytesOf(text: string): number[] {
  return Array.from(text).flatMap((character) => {
    const code = character.charCodeAt(0);
    return character.length === 1 && code >= 0xdc80 && code <= 0xdcff ? [code - 0xdc00] : [...Buffer.from(character)];
  });
}

function aValue(random: Random): Conversion {
  const op = random.pick(writers);
  return { op, value: op === 'toToml' || random.chance(0.4) ? map(random, random.below(12), 3) : value(random, 3) };
}
