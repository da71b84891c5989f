import { Readable } from 'node:stream';
import { Failure } from '@violet/machinery';
import { blobPath, decodeTarHeader, encodeTarHeader, paddedSize, tarBlockSize } from '@violet/oci';
import { maxBlobsJsonBytes, parseBlobList, requireInside } from '../format/blobs-json.ts';
import { damaged } from '../format/damaged.ts';
import { entryNames, type PackageEntries } from '../format/entries.ts';
import { expectedBlob, expectTar } from '../format/expected-tar.ts';
import { type BlobEntry, contentStart, entryEnd } from '../format/package-layout.ts';
import { blockSize } from '../format/stored-blocks.ts';
import { memoryFor, type StoredReader } from '../format/stored-reader.ts';

const readAhead = 1024 * 1024;
/** 256 KiB: small enough to stay near the processor until it is sent. */
const chunkBlocks = 4;
const frontFiles = [entryNames.manifest, entryNames.blobs, entryNames.layout, entryNames.index];

interface FrontFile {
  name: string;
  size: number;
  offset: number;
}

/** The entries of a package file, found where `blobs.json` says; undefined when its front is another tar's. */
export async function openStoredEntries(reader: StoredReader, path: string): Promise<PackageEntries | undefined> {
  const front = await readFront(reader);
  const placed = front?.find((file) => file.name === entryNames.blobs);
  if (front === undefined || placed === undefined) return undefined;
  if (placed.size > maxBlobsJsonBytes) throw damaged(path, `${entryNames.blobs} is too long`);
  const text = await reader.read(placed.offset + tarBlockSize, placed.size);
  const end = Math.max(...front.map(endOf));
  const list = parseBlobList(text, path);
  requireInside(list, { path, from: end, to: reader.tarLength });
  const { own: blobs, lacking } = list;
  return {
    isStream: false,
    lacking,
    digests: () => blobs.keys(),
    find: (digest) => blobs.get(digest),
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
    chunks(digest, offset, length) {
      const blob = blobs.get(digest);
      if (blob === undefined) throw new Failure('NotFound', `${path}: the package has no blob ${digest}`);
      return readChunks(reader, blob, rangeOf(blob, offset, length), path);
    },
    async verify(options) {
      requirePlaces([...blobs.values()], end, path);
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
    offset = endOf({ offset, size: header.size });
    if (offset > reader.tarLength) return undefined;
  }
  return files;
}

function endOf({ offset, size }: Pick<FrontFile, 'offset' | 'size'>): number {
  return offset + tarBlockSize + paddedSize(size);
}

/** They follow each other, so that whoever reads them in order finds what whoever looks them up finds. */
function requirePlaces(blobs: readonly BlobEntry[], start: number, path: string): void {
  let place = start;
  for (const blob of blobs) {
    if (blob.offset !== place) throw damaged(path, `${entryNames.blobs} places ${blob.digest} where it is not`);
    place = entryEnd(blob);
  }
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
  const start = await startOf(reader, blob, path);
  for (let at = from; at < to; at += readAhead) {
    yield await reader.read(start + at, Math.min(readAhead, to - at));
  }
}

/** One piece of memory, however long the blob is: the next chunk is asked for when the one before has been made use of. */
async function* readChunks(
  reader: StoredReader,
  blob: BlobEntry,
  { from, to }: { from: number; to: number },
  path: string,
): AsyncGenerator<Buffer> {
  const start = await startOf(reader, blob, path);
  // From the second chunk on each begins with a block, so that nothing is read twice.
  const endAfter = (at: number) => Math.min(to, Math.floor((start + at) / blockSize + chunkBlocks) * blockSize - start);
  // Of hundreds of small blobs each would keep as much as a chunk until the next collection.
  const memory = memoryFor(Math.min(chunkBlocks * blockSize, Math.max(0, to - from)));
  for (let at = from; at < to; at = endAfter(at)) yield await reader.read(start + at, endAfter(at) - at, memory);
}

async function startOf(reader: StoredReader, blob: BlobEntry, path: string): Promise<number> {
  const start = contentStart(blob);
  const header = await reader.read(blob.offset, start - blob.offset);
  if (!header.equals(encodeTarHeader({ name: blobPath(blob.digest), size: blob.size }))) {
    throw damaged(path, `${entryNames.blobs} places ${blob.digest} where it is not`);
  }
  return start;
}
