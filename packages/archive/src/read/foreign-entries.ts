import { Readable } from 'node:stream';
import { Failure } from '@violet/machinery';
import { digestOfBlobPath } from '@violet/oci';
import { type LackingBlob, maxBlobsJsonBytes, parseBlobList } from '../format/blobs-json.ts';
import { notWhole, printable } from '../format/damaged.ts';
import { entryNames, type PackagedBlob, type PackageEntries } from '../format/entries.ts';
import { maxManifestBytes } from '../manifest/parse.ts';
import { type ForeignFile, type ForeignPass, startForeignPass, unreadable } from './foreign-pass.ts';
import { verifyForeign } from './verify-foreign.ts';

/** Small files are kept from the first pass, so that manifests cost no further one. */
const keptFileBytes = maxManifestBytes;
const keptBytes = 64 * 1024 * 1024;

interface Scanned {
  /** Place of each file in the tar's order. */
  order: Map<string, number>;
  sizes: Map<string, number>;
  kept: Map<string, Buffer>;
}

/**
 * The entries of a package that some other gzip wrote. Blobs are read one at a time, in one pass as long as they are
 * asked for in the order of the tar; another order starts again from the front. Nothing is unpacked to disk.
 */
export async function openForeignEntries(foreign: ForeignFile): Promise<PackageEntries> {
  const { path } = foreign;
  const { order, sizes, kept } = await scan(foreign);
  const inTurn = turns();
  let pass: ForeignPass | undefined;
  let next = 0;
  let cursor: Cursor | undefined;

  async function entryOf(name: string, place: number): Promise<Cursor> {
    if (pass === undefined || next > place) {
      pass?.stop();
      pass = startForeignPass(foreign);
      next = 0;
    }
    for (;;) {
      const entry = await pass.next();
      next += 1;
      if (entry === undefined)
        throw new Failure('Invalid', `${path}: the file has changed while it was read: ${name} is gone`);
      if (entry.name === name) return cursorIn(name, entry.content);
      entry.content.resume();
    }
  }

  /** A blob that is read in parts, one after the other, is read in one pass. */
  async function cursorAt(name: string, place: number, offset: number): Promise<Cursor> {
    if (cursor?.name === name && cursor.offset === offset) return cursor;
    await cursor?.skip(Number.POSITIVE_INFINITY);
    cursor = await entryOf(name, place);
    await cursor.skip(offset);
    return cursor;
  }

  async function* read(name: string, place: number, offset: number, length: number): AsyncGenerator<Uint8Array> {
    const done = await inTurn();
    let isSound = false;
    try {
      const { take } = await cursorAt(name, place, offset);
      for (let left = length; left > 0; ) {
        const bytes = await take(left);
        if (bytes === undefined) break;
        left -= bytes.length;
        yield bytes;
      }
      isSound = true;
    } catch (error) {
      throw unreadable(path, error);
    } finally {
      if (!isSound) {
        pass?.stop();
        pass = undefined;
        cursor = undefined;
      }
      done();
    }
  }

  const blobs = new Map<string, PackagedBlob & { name: string; place: number }>();
  for (const [name, place] of order) {
    const digest = digestOfBlobPath(name);
    if (digest !== undefined) blobs.set(digest, { digest, size: sizes.get(name) ?? 0, name, place });
  }
  function open(digest: string, offset: number, length = Number.POSITIVE_INFINITY): Readable {
    const blob = blobs.get(digest);
    if (blob === undefined) throw new Failure('NotFound', `${path}: the package has no blob ${digest}`);
    const { name, place } = blob;
    const bytes = kept.get(name);
    const content = bytes === undefined ? read(name, place, offset, length) : [bytes.subarray(offset, offset + length)];
    return Readable.from(content, { objectMode: false });
  }

  return {
    isStream: true,
    lacking: lackingBlobs(kept.get(entryNames.blobs), path),
    digests: () => blobs.keys(),
    find: (digest) => blobs.get(digest),
    async readFile(name, maxBytes) {
      const bytes = kept.get(name);
      const size = bytes?.length ?? sizes.get(name);
      if (size !== undefined && size > maxBytes)
        throw new Failure('Invalid', `${path}: ${name} is longer than ${maxBytes} bytes`);
      return bytes;
    },
    open,
    chunks: open,
    verify: (options) => verifyForeign(foreign, options),
    async close() {
      pass?.stop();
    },
  };
}

/** What is in such a file says where the blobs are, not what is missing. */
function lackingBlobs(text: Buffer | undefined, path: string): ReadonlyMap<string, LackingBlob> {
  return text === undefined ? new Map() : parseBlobList(text, path).lacking;
}

/** A place inside an entry that is being read. */
interface Cursor {
  name: string;
  readonly offset: number;
  /** The next bytes, at most `length`; undefined at the end. */
  take(length: number): Promise<Uint8Array | undefined>;
  skip(length: number): Promise<void>;
}

function cursorIn(name: string, content: AsyncIterable<Uint8Array>): Cursor {
  const chunks = content[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  let offset = 0;
  async function take(length: number): Promise<Uint8Array | undefined> {
    while (rest.length === 0) {
      const step = await chunks.next();
      if (step.done === true) return undefined;
      rest = step.value;
    }
    const taken = rest.subarray(0, length);
    rest = rest.subarray(taken.length);
    offset += taken.length;
    return taken;
  }
  return {
    name,
    get offset() {
      return offset;
    },
    take,
    async skip(length) {
      for (let left = length; left > 0; ) {
        const taken = await take(left);
        if (taken === undefined) return;
        left -= taken.length;
      }
    },
  };
}

async function scan(foreign: ForeignFile): Promise<Scanned> {
  const { path } = foreign;
  const scanned: Scanned = { order: new Map(), sizes: new Map(), kept: new Map() };
  const pass = startForeignPass(foreign);
  let budget = keptBytes;
  let stranger: string | undefined;
  try {
    for (let entry = await pass.next(); entry !== undefined; entry = await pass.next()) {
      const { name, size, content } = entry;
      if (scanned.order.has(name)) throw notWhole(path, `${printable(name)} is there twice`);
      if (!belongs(name)) stranger ??= name;
      scanned.order.set(name, scanned.order.size);
      scanned.sizes.set(name, size);
      if (size > (name === entryNames.blobs ? maxBlobsJsonBytes : keptFileBytes) || size > budget) {
        for await (const _ of content);
        continue;
      }
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      scanned.kept.set(name, Buffer.concat(chunks));
      budget -= size;
    }
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    pass.stop();
  }
  if (!scanned.order.has(entryNames.manifest)) {
    throw new Failure('Invalid', `${path} is not a package: it has no ${entryNames.manifest}`, {
      reason: 'NotAPackage',
      hint: 'Packages are made by `violet package`.',
    });
  }
  if (stranger !== undefined) throw notWhole(path, `${printable(stranger)} does not belong to a package`);
  return scanned;
}

const fileNames = new Set<string>(Object.values(entryNames));

function belongs(name: string): boolean {
  return fileNames.has(name) || digestOfBlobPath(name) !== undefined;
}

/** One after the other: each call waits until the one before has called what it was given. */
function turns(): () => Promise<() => void> {
  let last = Promise.resolve();
  return async () => {
    const before = last;
    const { promise, resolve } = Promise.withResolvers<void>();
    last = promise;
    await before;
    return resolve;
  };
}
