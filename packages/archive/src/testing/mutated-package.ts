import { gzipSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';
import { storedFile } from './package-parts.ts';

/** One thing that is wrong with a package. Places are taken modulo the length of what they are in. */
export type Flaw =
  | { kind: 'bytes'; at: number; bytes: Uint8Array }
  | { kind: 'insert'; at: number; bytes: Uint8Array }
  | { kind: 'delete'; at: number; length: number }
  | { kind: 'splice'; at: number; from: number; length: number }
  | { kind: 'swap'; one: number; other: number }
  | { kind: 'header'; entry: number; field: keyof typeof fields; bytes: Uint8Array }
  | { kind: 'number'; nth: number; by: string }
  | { kind: 'cut'; at: number };

export interface Mutation {
  base: number;
  /** In what the flaws are: the file as violet writes it, its tar, or the tar and the file as another gzip writes them. */
  form: 'stored file' | 'stored tar' | 'foreign tar' | 'foreign file';
  flaws: Flaw[];
}

const block = 512;
const fields = { name: [0, 100], size: [124, 12], type: [156, 1], target: [157, 100], magic: [257, 8] } as const;

const place = fc.nat(2 ** 20);
const short = fc.uint8Array({ minLength: 1, maxLength: 16 });
const text = (...words: string[]) => fc.constantFrom(...words.map((word) => Buffer.from(word, 'latin1')));
const headerBytes = fc.oneof(
  short,
  text('../../x\0', '/etc/passwd\0', 'manifest.yaml\0', 'blobs.json\0', 'C:\\x\0', '\0', 'blobs/sha256/\0'),
  text(
    '00000000000\0',
    '77777777777\0',
    '-0000000001\0',
    '\x80\0\0\0\0\0\0\0\0\0\0\x01',
    '\xff'.repeat(12),
    '\xc0'.repeat(12),
  ),
  text('0', '1', '2', '5', '6', '7', 'L', 'K', 'x', 'g', 'S', '\0'),
);
const number = fc.constantFrom(
  '0',
  '-1',
  '1',
  '512',
  '65535',
  '4294967296',
  '9007199254740993',
  '1e300',
  'null',
  '"1"',
  '[]',
);

const flaw: Arbitrary<Flaw> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('bytes' as const), at: place, bytes: short }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('bytes' as const), at: fc.nat(64), bytes: short }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('insert' as const), at: place, bytes: short }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), at: place, length: fc.nat(2048) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('splice' as const), at: place, from: place, length: fc.nat(4096) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('swap' as const), one: place, other: place }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('header' as const),
      entry: fc.nat(12),
      field: fc.constantFrom(...(Object.keys(fields) as (keyof typeof fields)[])),
      bytes: headerBytes,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('number' as const), nth: fc.nat(40), by: number }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: place }) },
);

/** Packages with something wrong in them; the smaller, the fewer flaws. */
export function mutations(bases: number): Arbitrary<Mutation> {
  return fc.record({
    base: fc.nat(bases - 1),
    form: fc.oneof(
      { weight: 6, arbitrary: fc.constant('stored file' as const) },
      { weight: 9, arbitrary: fc.constant('stored tar' as const) },
      { weight: 2, arbitrary: fc.constant('foreign tar' as const) },
      { weight: 1, arbitrary: fc.constant('foreign file' as const) },
    ),
    flaws: fc.array(flaw, { minLength: 1, maxLength: 4 }),
  });
}

/** The file that a mutation stands for, made of the tars of sound packages. */
export function mutated({ base, form, flaws }: Mutation, tars: readonly Buffer[]): Buffer {
  const tar = tars[base] ?? Buffer.alloc(0);
  const other = tars[(base + 1) % tars.length] ?? tar;
  const spoil = (bytes: Buffer) => flaws.reduce((sound, one) => withFlaw(sound, one, other), bytes);
  const quickly = { level: 1 };
  switch (form) {
    case 'stored file':
      return spoil(storedFile(tar));
    case 'stored tar':
      return storedFile(spoil(tar));
    case 'foreign tar':
      return gzipSync(spoil(tar), quickly);
    case 'foreign file':
      return spoil(gzipSync(tar, quickly));
  }
}

function withFlaw(bytes: Buffer, flaw: Flaw, other: Buffer): Buffer {
  const within = (at: number) => (bytes.length === 0 ? 0 : at % bytes.length);
  switch (flaw.kind) {
    case 'bytes':
      return written(bytes, within(flaw.at), flaw.bytes);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, within(flaw.at)), flaw.bytes, bytes.subarray(within(flaw.at))]);
    case 'delete':
      return Buffer.concat([bytes.subarray(0, within(flaw.at)), bytes.subarray(within(flaw.at) + flaw.length)]);
    case 'splice':
      return written(bytes, within(flaw.at), other.subarray(flaw.from % other.length).subarray(0, flaw.length));
    case 'swap':
      return swapped(bytes, within(flaw.one), within(flaw.other));
    case 'header':
      return withHeader(bytes, flaw);
    case 'number':
      return withNumber(bytes, flaw);
    case 'cut':
      return bytes.subarray(0, within(flaw.at));
  }
}

function written(bytes: Buffer, at: number, content: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(content.subarray(0, copy.length - at), at);
  return copy;
}

function swapped(bytes: Buffer, one: number, other: number): Buffer {
  const [first, second] = [one, other].map((at) => at - (at % block)) as [number, number];
  const copy = written(bytes, first, bytes.subarray(second, second + block));
  copy.set(bytes.subarray(first, first + block).subarray(0, copy.length - second), second);
  return copy;
}

/** A field of a tar header, and the checksum that belongs to it. */
function withHeader(bytes: Buffer, { entry, field, bytes: content }: Flaw & { kind: 'header' }): Buffer {
  const headers = headersOf(bytes);
  const at = headers[entry % headers.length];
  if (at === undefined) return bytes;
  const [offset, length] = fields[field];
  const copy = written(bytes, at + offset, content.subarray(0, length));
  copy.fill(' ', at + 148, at + 156);
  const sum = copy.subarray(at, at + block).reduce((total, byte) => total + byte, 0);
  copy.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148, 'latin1');
  return copy;
}

function headersOf(bytes: Buffer): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf('ustar'); at >= 257; at = bytes.indexOf('ustar', at + 1)) places.push(at - 257);
  return places.filter((at) => at + block <= bytes.length);
}

/** The nth number of JSON or YAML. */
function withNumber(bytes: Buffer, { nth, by }: Flaw & { kind: 'number' }): Buffer {
  let count = 0;
  const content = bytes.toString('latin1').replace(/(?<=: ?)\d+/g, (found) => (count++ === nth ? by : found));
  return Buffer.from(content, 'latin1');
}
