import { Failure } from '@violet/machinery';
import { paddedSize, tarBlockSize } from './tar-header.ts';

export interface TarEntry {
  /** Without `./` and a leading slash. */
  path: string;
  type: 'file' | 'directory' | 'other';
  size: number;
  /** Only where `wanted` said so. */
  bytes?: Buffer;
}

const maxNameBytes = 64 * 1024;
const maxEntries = 500_000;

/**
 * The entries of a tar (ustar, GNU and pax names) as they come by; the bytes of those that `wanted` names are kept, the others are
 * skipped without being held. Throws Invalid for what is no tar.
 */
export async function* tarEntries(
  chunks: AsyncIterable<Buffer>,
  wanted: (path: string, size: number) => boolean,
): AsyncGenerator<TarEntry> {
  const reader = new ChunkReader(chunks);
  let longName: string | undefined;
  for (let count = 0; count < maxEntries; count++) {
    const header = await reader.take(tarBlockSize);
    if (header === undefined || header.every((byte) => byte === 0)) return;
    if (header.length < tarBlockSize) throw new Failure('Invalid', 'a layer ends in the middle of a tar header');
    const size = sizeOf(header);
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L' || type === 'x') {
      longName = namedBy(type, await reader.body(size, maxNameBytes)) ?? longName;
      continue;
    }
    if (type === 'g' || type === 'K') {
      await reader.skip(paddedSize(size));
      continue;
    }
    const path = normalized(longName ?? nameOf(header));
    longName = undefined;
    const isFile = type === '0' || type === '\0' || type === '7';
    const entry: TarEntry = { path, size, type: isFile ? 'file' : type === '5' ? 'directory' : 'other' };
    if (isFile && wanted(path, size)) yield { ...entry, bytes: await reader.body(size, size) };
    else {
      yield entry;
      if (isFile) await reader.skip(paddedSize(size));
    }
  }
  throw new Failure('Invalid', `a layer has more than ${maxEntries} entries`);
}

/** Takes exact lengths from a stream of chunks of any length. */
class ChunkReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Fewer bytes where the stream ends; undefined at its end. */
  async take(length: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0 && (await this.#fill())) {
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return parts.length === 0 && length > 0 ? undefined : Buffer.concat(parts);
  }

  async body(size: number, most: number): Promise<Buffer> {
    if (size > most) throw new Failure('Invalid', 'a layer has a name that is too long');
    const bytes = (await this.take(size)) ?? Buffer.alloc(0);
    if (bytes.length < size) throw new Failure('Invalid', 'a layer ends in the middle of a file');
    await this.skip(paddedSize(size) - size);
    return bytes;
  }

  async skip(length: number): Promise<void> {
    let missing = length;
    while (missing > 0 && (await this.#fill())) {
      const skipped = Math.min(missing, this.#rest.length);
      this.#rest = this.#rest.subarray(skipped);
      missing -= skipped;
    }
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      this.#rest = next.value;
    }
    return true;
  }
}

function textOf(field: Buffer): string {
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? field.length : end).toString('utf8');
}

/** Octal, or GNU's base-256 for what is larger than 8 GiB. */
function sizeOf(header: Buffer): number {
  const field = header.subarray(124, 136);
  const size = ((field[0] ?? 0) & 0x80) === 0 ? Number.parseInt(textOf(field).trim() || '0', 8) : base256(field);
  if (!Number.isSafeInteger(size) || size < 0) throw new Failure('Invalid', 'a layer is no tar: a size is no number');
  return size;
}

function base256(field: Buffer): number {
  return field.subarray(4).reduce((sum, byte) => sum * 256 + byte, 0);
}

function nameOf(header: Buffer): string {
  const name = textOf(header.subarray(0, 100));
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? textOf(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** What a GNU long name (`L`) or a pax header (`x`) calls the next entry. */
function namedBy(type: 'L' | 'x', body: Buffer): string | undefined {
  if (type === 'L') return textOf(body);
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(body.toString('utf8'))?.[1];
}

function normalized(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}
