/** One file, directory or link of a tar, with the data it has in the archive itself. */
export interface TarEntry {
  name: string;
  kind: 'file' | 'directory' | 'link' | 'device';
  /** As its header says. If `data` has less, that is thrown as soon as the next entry is asked for. */
  size: number;
  data: Uint8Array;
}

const blockSize = 512;
/** Of an extended header, as in Go: nobody's name is longer. */
const maxExtendedBytes = 1024 * 1024;
const damaged = 'archive/tar: invalid tar header';
const incomplete = 'unexpected EOF';

/** What extended headers say of the next entry. */
interface Extended {
  path?: string;
  size?: number;
}

/**
 * The entries of a tar one by one: v7, ustar, PAX and GNU's long names, by the rules of Go's archive/tar. Throws an
 * Error in Go's words for what is damaged or incomplete; sparse files are refused.
 */
export function* readTar(bytes: Uint8Array): Generator<TarEntry> {
  let extended: Extended = {};
  let at = 0;
  for (;;) {
    const block = headerAt(bytes, at);
    if (block === undefined) return;
    at += blockSize;
    const type = String.fromCharCode(block[156] ?? 0);
    const size = extended.size ?? sizeOf(block);
    const length = '123456'.includes(type) ? 0 : size;
    const data = bytes.subarray(at, at + length);
    at += Math.ceil(length / blockSize) * blockSize;
    if ('gxLK'.includes(type)) {
      if (data.length < length) throw new Error(incomplete);
      if (type === 'g') continue;
      if (data.length > maxExtendedBytes) throw new Error('archive/tar: header field too long');
      extended = { ...extended, ...extendedBy(type, data) };
      continue;
    }
    const name = extended.path ?? nameOf(block);
    extended = {};
    yield { name, kind: kindOf(type, name, numberAt(block, 100, 8)), size: length, data };
    if (data.length < length) throw new Error(incomplete);
  }
}

/** Undefined at the end, which two empty blocks mark or nothing at all. */
function headerAt(bytes: Uint8Array, at: number): Uint8Array | undefined {
  if (at >= bytes.length) return undefined;
  if (at + blockSize > bytes.length) throw new Error(incomplete);
  const block = bytes.subarray(at, at + blockSize);
  if (block.some((byte) => byte !== 0)) {
    checkSum(block);
    return block;
  }
  const next = bytes.subarray(at + blockSize, at + 2 * blockSize);
  if (next.some((byte) => byte !== 0)) throw new Error(damaged);
  return undefined;
}

function checkSum(block: Uint8Array): void {
  let unsigned = 0;
  let signed = 0;
  for (let index = 0; index < blockSize; index += 1) {
    const byte = index >= 148 && index < 156 ? 0x20 : (block[index] ?? 0);
    unsigned += byte;
    signed += byte > 0x7f ? byte - 0x100 : byte;
  }
  const expected = octal(block.subarray(148, 156));
  if (expected !== unsigned && expected !== signed) throw new Error(damaged);
}

function sizeOf(block: Uint8Array): number {
  const size = numberAt(block, 124, 12);
  if (size < 0) throw new Error(damaged);
  return size;
}

/** Octal digits, or with the highest bit set a two's complement number of base 256. */
function numberAt(block: Uint8Array, start: number, length: number): number {
  const field = block.subarray(start, start + length);
  const first = field[0] ?? 0;
  if (first < 0x80) return octal(field);
  let value = first & 0x40 ? -1n : 0n;
  field.forEach((byte, index) => {
    value = index === 0 ? (value << 6n) | BigInt(byte & 0x3f) : (value << 8n) | BigInt(byte);
  });
  if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < -BigInt(Number.MAX_SAFE_INTEGER)) throw new Error(damaged);
  return Number(value);
}

function octal(field: Uint8Array): number {
  const digits =
    latin1(field)
      .replace(/^[ \0]+|[ \0]+$/g, '')
      .split('\0')[0] ?? '';
  if (digits === '') return 0;
  if (!/^[0-7]+$/.test(digits)) throw new Error(damaged);
  return Number.parseInt(digits, 8);
}

function nameOf(block: Uint8Array): string {
  const name = textAt(block, 0, 100);
  const isUstar = latin1(block.subarray(257, 263)) === 'ustar\0';
  const prefix = isUstar ? textAt(block, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function kindOf(type: string, name: string, mode: number): TarEntry['kind'] {
  if (type === 'S') throw new Error('archive/tar: sparse files are not supported');
  if (type === '1' || type === '2') return 'link';
  if (type === '3' || type === '4' || type === '6') return 'device';
  const isDirectory = type === '5' || (type === '\0' && name.endsWith('/')) || (mode & ~0o7777) === 0o40000;
  return isDirectory ? 'directory' : 'file';
}

function extendedBy(type: string, data: Uint8Array): Extended {
  if (type === 'K') return {};
  return type === 'L' ? { path: textAt(data, 0, data.length) } : readRecords(data);
}

/** PAX records: `LENGTH KEY=VALUE\n`, the length of all of it. */
function readRecords(data: Uint8Array): Extended {
  const extended: Extended = {};
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    const digits = space < 0 ? '' : latin1(data.subarray(at, space));
    const end = at + Number(digits);
    if (!/^[0-9]{1,15}$/.test(digits) || end > data.length || end <= space + 1 || data[end - 1] !== 0x0a) {
      throw new Error(damaged);
    }
    Object.assign(extended, recordOf(new TextDecoder().decode(data.subarray(space + 1, end - 1))));
    at = end;
  }
  return extended;
}

function recordOf(record: string): Extended {
  const equals = record.indexOf('=');
  const key = record.slice(0, equals);
  const value = record.slice(equals + 1);
  if (equals <= 0 || (['path', 'linkpath'].includes(key) ? value : key).includes('\0')) throw new Error(damaged);
  if (key.startsWith('GNU.sparse.')) throw new Error('archive/tar: sparse files are not supported');
  if (key === 'path') return value === '' ? {} : { path: value };
  if (key !== 'size' || value === '') return {};
  if (!/^[0-9]{1,15}$/.test(value)) throw new Error(damaged);
  return { size: Number(value) };
}

function textAt(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
