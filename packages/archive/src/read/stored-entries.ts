import { Readable } from 'node:stream';
import { Failure, isJsonObject, type Json } from '@violet/machinery';
import { blobPath, isDigest } from '@violet/oci';
import { damaged } from '../format/damaged.ts';
import { entryNames, type PackageEntries } from '../format/entries.ts';
import { expectedBlob, expectTar } from '../format/expected-tar.ts';
import { type BlobEntry, entryEnd } from '../format/package-layout.ts';
import type { StoredReader } from '../format/stored-reader.ts';
import { decodeTarHeader, paddedSize, tarBlockSize } from '../format/tar-header.ts';

const maxBlobsJsonBytes = 32 * 1024 * 1024;
const readAhead = 1024 * 1024;
const frontFiles = [entryNames.manifest, entryNames.blobs, entryNames.layout, entryNames.index];

interface FrontFile {
  name: string;
  size: number;
  offset: number;
}

/** The entries of a package file, found where `blobs.json` says; undefined when its front is another tar's. */
export async function openStoredEntries(reader: StoredReader, path: string): Promise<PackageEntries | undefined> {
  const front = await readFront(reader);
  const list = front?.find((file) => file.name === entryNames.blobs);
  if (front === undefined || list === undefined) return undefined;
  if (list.size > maxBlobsJsonBytes) throw damaged(path, `${entryNames.blobs} is too long`);
  const text = await reader.read(list.offset + tarBlockSize, list.size);
  const end = Math.max(...front.map(entryEnd));
  const blobs = parseBlobs(text, { path, from: end, to: reader.tarLength });
  return {
    isStream: false,
    digests: () => blobs.keys(),
    sizeOf: (digest) => blobs.get(digest)?.size,
    async readFile(name, maxBytes) {
      const file = front.find((candidate) => candidate.name === name);
      if (file === undefined) return undefined;
      if (file.size > maxBytes) throw damaged(path, `${name} is longer than ${maxBytes} bytes`);
      return reader.read(file.offset + tarBlockSize, file.size);
    },
    open(digest, offset, length) {
      const blob = blobs.get(digest);
      if (blob === undefined) throw new Failure('NotFound', `${path}: the package has no blob ${digest}`);
      return Readable.from(readBlob(reader, blob, rangeOf(blob, offset, length), path), {
        objectMode: false,
        highWaterMark: readAhead,
      });
    },
    async verify(options) {
      const tar = expectTar(path, [...front, ...[...blobs.values()].map(expectedBlob)]);
      await reader.walk(tar.take, options);
      tar.end();
    },
    close: async () => undefined,
  };
}

async function readFront(reader: StoredReader): Promise<FrontFile[] | undefined> {
  const files: FrontFile[] = [];
  let offset = 0;
  for (const name of frontFiles) {
    const header = decodeTarHeader(await reader.read(offset, tarBlockSize));
    if (header?.name !== name) return undefined;
    files.push({ name, size: header.size, offset });
    offset += tarBlockSize + paddedSize(header.size);
    if (offset > reader.tarLength) return undefined;
  }
  return files;
}

interface Bounds {
  path: string;
  from: number;
  to: number;
}

function parseBlobs(text: Buffer, bounds: Bounds): Map<string, BlobEntry> {
  let list: Json;
  try {
    list = JSON.parse(text.toString('utf8')) as Json;
  } catch {
    throw damaged(bounds.path, `${entryNames.blobs} is not JSON`);
  }
  if (!Array.isArray(list)) throw damaged(bounds.path, `${entryNames.blobs} is not a list`);
  const blobs = new Map<string, BlobEntry>();
  for (const item of list) {
    const entry = blobEntry(item, bounds);
    if (blobs.has(entry.digest)) throw damaged(bounds.path, `${entryNames.blobs} names ${entry.digest} twice`);
    blobs.set(entry.digest, entry);
  }
  return blobs;
}

function blobEntry(item: Json, bounds: Bounds): BlobEntry {
  const { digest, size, offset } = isJsonObject(item) ? item : {};
  const isEntry =
    typeof digest === 'string' && isDigest(digest) && isLength(size) && isLength(offset) && offset % tarBlockSize === 0;
  if (!isEntry) throw damaged(bounds.path, `${entryNames.blobs} has an entry that is none`);
  const entry = { digest, size, offset };
  if (offset < bounds.from || entryEnd(entry) > bounds.to) {
    throw damaged(bounds.path, `${entryNames.blobs} places ${digest} outside of the package`);
  }
  return entry;
}

function isLength(value: Json | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function rangeOf({ size }: BlobEntry, from: number, length = size): { from: number; to: number } {
  return { from, to: Math.min(size, from + length) };
}

/** `blobs.json` is a hint: the tar header at the place it names has the last word. */
async function* readBlob(
  reader: StoredReader,
  blob: BlobEntry,
  { from, to }: { from: number; to: number },
  path: string,
): AsyncGenerator<Buffer> {
  const header = decodeTarHeader(await reader.read(blob.offset, tarBlockSize));
  if (header?.name !== blobPath(blob.digest) || header.size !== blob.size) {
    throw damaged(path, `${entryNames.blobs} places ${blob.digest} where it is not`);
  }
  const start = blob.offset + tarBlockSize;
  for (let at = from; at < to; at += readAhead) {
    yield await reader.read(start + at, Math.min(readAhead, to - at));
  }
}
