import { Failure, isFailure } from '@violet/machinery';
import {
  checkLayoutMarker,
  type Descriptor,
  digestOf,
  maxManifestBytes as maxIndexBytes,
  parseDigest,
  parseLayoutIndex,
  parseReference,
  type Reference,
  refNameAnnotation,
  verifyingStream,
} from '@violet/oci';
import type { LackingBlob } from '../format/blobs-json.ts';
import { digestMismatch } from '../format/damaged.ts';
import { entryNames, type PackagedBlob, type PackageEntries } from '../format/entries.ts';
import { type ReadableFile, readableFile } from '../format/read-fully.ts';
import { openStored } from '../format/stored-reader.ts';
import type { WalkOptions } from '../format/stored-walk.ts';
import type { ExtensionPackage } from '../manifest/extension-package.ts';
import { maxManifestBytes, parseExtensionPackage } from '../manifest/parse.ts';
import type { FilePool } from './file-pool.ts';
import { openRegularFile } from './open-regular-file.ts';
import { openStoredEntries } from './stored-entries.ts';

/** An entry of `index.json`: an image or chart with the reference it had when it was packed. */
export interface PackagedImage {
  reference: Reference;
  root: Descriptor;
}

/** An open package. Nothing of it is unpacked; its blobs are read where they are. */
export interface PackageFile {
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly manifest: ExtensionPackage;
  /** Whether blobs are read one at a time, best in the order of `digests`: another gzip has written the file. */
  readonly isStream: boolean;
  /** The artifact first. */
  images(): Promise<readonly PackagedImage[]>;
  /** Digests in the order of the file. */
  digests(): Iterable<string>;
  /** Layers that a differential package leaves to its base; whoever needs them has them from there. */
  readonly lacking: ReadonlyMap<string, LackingBlob>;
  /** What it has of a digest: the same value each time, so that whoever keeps it has no copy. Undefined where it has none. */
  find(digest: string): PackagedBlob | undefined;
  /** A whole blob, checked against its digest. */
  readBlob(digest: string, maxBytes: number): Promise<Buffer>;
  /**
   * `length` bytes (or all) of a blob from `offset` on, unchecked: for whoever has the other end check it. Each chunk is good
   * until the next one is asked for.
   */
  openBlob(digest: string, offset?: number, length?: number): AsyncIterable<Uint8Array>;
  /** Reads a blob to its end; throws Invalid, with the reason DigestMismatch, where it is not what its name says. */
  verifyBlob(digest: string, signal?: AbortSignal): Promise<void>;
  /**
   * Reads the whole file, once. Throws Invalid where a blob is not what its digest says, or where the file holds anything
   * that a package does not.
   */
  verifyAll(options?: WalkOptions): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a package and checks its manifest. A plain Helm chart is taken for the package that it would make. Throws where the
 * file is neither, with a reason (NotAPackage, Truncated, …).
 */
export async function openPackage(path: string, { pool }: OpenOptions = {}): Promise<PackageFile> {
  const { file, size } = await (pool?.open(path) ?? openAlone(path));
  try {
    return await openPackageIn(file, { path, size });
  } catch (error) {
    if (!isFailure(error, 'Invalid') || error.reason !== 'NotAPackage') throw error;
    return openChart(path, size, error);
  }
}

interface OpenOptions {
  /** For whoever opens many: shares their file handles. Without it the package keeps one of its own until it is closed. */
  pool?: FilePool;
}

async function openAlone(path: string): Promise<{ file: ReadableFile; size: number }> {
  const { file, stats } = await openRegularFile(path);
  return { file: readableFile(file), size: stats.size };
}

/** What reads charts is loaded here, because those who open packages should not wait for it. */
async function openChart(path: string, size: number, noPackage: Failure): Promise<PackageFile> {
  const { maxChartFileBytes, openChartFile } = await import('./chart-file.ts');
  if (size > maxChartFileBytes || !(await isGzip(path))) throw noPackage;
  try {
    return await openChartFile(path);
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new Failure('Invalid', `${noPackage.message}, and it is no Helm chart: ${error.message}`, {
      reason: 'NotAPackage',
      hint: 'Packages are made by `violet package`, charts by `helm package`.',
      cause: error,
    });
  }
}

/** The package in an open file, which is closed with it, and where it is none. */
export async function openPackageIn(
  file: ReadableFile,
  { path, size }: { path: string; size: number },
): Promise<PackageFile> {
  let entries: PackageEntries | undefined;
  try {
    entries = await openEntries(file, size, path);
    const text = await entries.readFile(entryNames.manifest, maxManifestBytes);
    if (text === undefined) throw notAPackage(path, `it has no ${entryNames.manifest}`);
    const manifest = parseExtensionPackage(text.toString('utf8'), `${path}: ${entryNames.manifest}`);
    return packageFile({ path, size, manifest, entries, file });
  } catch (error) {
    await entries?.close();
    await file.close();
    throw error;
  }
}

async function openEntries(file: ReadableFile, size: number, path: string): Promise<PackageEntries> {
  const stored = await openStored(file, size, path);
  const entries = stored && (await openStoredEntries(stored, path));
  if (entries !== undefined) return entries;
  if (!(await isGzipped(file))) throw notAPackage(path, size === 0 ? 'it is empty' : 'it is no .tgz file');
  const { openForeignEntries } = await import('./foreign-entries.ts');
  return openForeignEntries({ path, file, size });
}

async function isGzip(path: string): Promise<boolean> {
  await using file = (await openRegularFile(path)).file;
  return await isGzipped(file);
}

async function isGzipped(file: Pick<ReadableFile, 'read'>): Promise<boolean> {
  const magic = Buffer.alloc(2);
  await file.read(magic, 0, 2, 0);
  return magic.readUInt16BE() === 0x1f8b;
}

interface Opened {
  path: string;
  size: number;
  manifest: ExtensionPackage;
  entries: PackageEntries;
  file: ReadableFile;
}

function packageFile({ path, size, manifest, entries, file }: Opened): PackageFile {
  return {
    path,
    size,
    manifest,
    isStream: entries.isStream,
    lacking: entries.lacking,
    images: () => readImages(path, entries),
    digests: () => entries.digests(),
    find: entries.find,
    async readBlob(digest, maxBytes) {
      const length = entries.find(digest)?.size;
      if (length === undefined) throw new Failure('NotFound', `${path}: the package has no blob ${digest}`);
      if (length > maxBytes) throw new Failure('Invalid', `${path}: ${digest} is longer than ${maxBytes} bytes`);
      const bytes = await wholeOf(entries.open(digest, 0), length);
      if (digestOf(bytes, parseDigest(digest).algorithm) !== digest) throw digestMismatch(path, digest);
      return bytes;
    },
    openBlob: (digest, offset = 0, length) => entries.chunks(digest, offset, length),
    async verifyBlob(digest, signal) {
      const content = entries.open(digest, 0);
      const verified = verifyingStream(digest, entries.find(digest)?.size, path);
      content.once('error', (error) => verified.destroy(error));
      try {
        for await (const _ of content.pipe(verified)) signal?.throwIfAborted();
      } finally {
        content.destroy();
      }
    },
    verifyAll: (options) => entries.verify(options),
    async close() {
      await entries.close();
      await file.close();
    },
  };
}

/** In memory of its own: a part of Node's shared pieces would keep much more of it for as long as a manifest is kept. */
async function wholeOf(content: AsyncIterable<Uint8Array>, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for await (const chunk of content) {
    bytes.set(chunk.subarray(0, length - at), at);
    at = Math.min(length, at + chunk.length);
  }
  return bytes.subarray(0, at);
}

async function readImages(path: string, entries: PackageEntries): Promise<PackagedImage[]> {
  const marker = await entries.readFile(entryNames.layout, 4096);
  const index = await entries.readFile(entryNames.index, maxIndexBytes);
  if (marker === undefined || index === undefined) {
    throw notAPackage(path, `it has no ${marker === undefined ? entryNames.layout : entryNames.index}`);
  }
  checkLayoutMarker(marker, `${path}: ${entryNames.layout}`);
  return parseLayoutIndex(index, `${path}: ${entryNames.index}`).map((root) => {
    const name = root.annotations?.[refNameAnnotation];
    if (name === undefined) throw new Failure('Invalid', `${path}: ${entryNames.index}: ${root.digest} has no name`);
    return { reference: parseReference(name), root };
  });
}

function notAPackage(path: string, why: string): Failure {
  return new Failure('Invalid', `${path} is not a package: ${why}`, {
    reason: 'NotAPackage',
    hint: 'Packages are made by `violet package`.',
  });
}
