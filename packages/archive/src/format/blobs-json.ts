import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import { isDigest, parseReference, tarBlockSize } from '@violet/oci';
import { isPackageName, isPackageVersion } from '../manifest/parse.ts';
import { damaged } from './damaged.ts';
import { entryNames } from './entries.ts';
import { type BlobEntry, entryEnd } from './package-layout.ts';

/** Where a layer is that a differential package leaves out. */
export interface BlobBase {
  /** Of the package that has it. */
  name: string;
  version: string;
  /** The image of that package that has it, as that package calls it. */
  image: string;
  /** That image lands below `3rdparty/`. */
  isThirdParty?: boolean;
}

/** A layer that belongs to images of a package, but is not in the file: another package has brought it. */
export interface LackingBlob {
  digest: string;
  size: number;
  base: BlobBase;
}

/** `blobs.json`: where the blobs of the package are, and which ones are left to its base. */
export interface BlobList {
  own: Map<string, BlobEntry>;
  lacking: Map<string, LackingBlob>;
}

export const maxBlobsJsonBytes = 32 * 1024 * 1024;

/** Throws Invalid, with the reason Damaged, for what `printBlobList` does not write. */
export function parseBlobList(text: Buffer, path: string): BlobList {
  let list: Json;
  try {
    list = JSON.parse(text.toString('utf8')) as Json;
  } catch {
    throw damaged(path, `${entryNames.blobs} is not JSON`);
  }
  if (!Array.isArray(list)) throw damaged(path, `${entryNames.blobs} is not a list`);
  const blobs: BlobList = { own: new Map(), lacking: new Map() };
  for (const item of list) {
    const entry = blobEntry(item, path);
    if (blobs.own.has(entry.digest) || blobs.lacking.has(entry.digest)) {
      throw damaged(path, `${entryNames.blobs} names ${entry.digest} twice`);
    }
    if ('base' in entry) blobs.lacking.set(entry.digest, entry);
    else blobs.own.set(entry.digest, entry);
  }
  return blobs;
}

export function printBlobList(own: readonly BlobEntry[], lacking: readonly LackingBlob[]): string {
  const lines = [
    ...own.map(({ digest, size, offset }) => ({ digest, size, offset })),
    ...lacking.map(({ digest, size, base }) => ({ digest, size, base })),
  ];
  return `[${lines.map((line) => `\n  ${JSON.stringify(line)}`).join(',')}\n]\n`;
}

/** Throws where a blob would not lie between these places of the tar. */
export function requireInside({ own }: BlobList, { path, from, to }: { path: string; from: number; to: number }): void {
  for (const entry of own.values()) {
    if (entry.offset < from || entryEnd(entry) > to) {
      throw damaged(path, `${entryNames.blobs} places ${entry.digest} outside of the package`);
    }
  }
}

function blobEntry(item: Json, path: string): BlobEntry | LackingBlob {
  const { digest, size, offset, base } = isJsonObject(item) ? item : {};
  if (typeof digest === 'string' && isDigest(digest) && isLength(size)) {
    if (base === undefined && isLength(offset) && offset % tarBlockSize === 0) return { digest, size, offset };
    if (offset === undefined && isJsonObject(base) && isBase(base)) return { digest, size, base };
  }
  throw damaged(path, `${entryNames.blobs} has an entry that is none`);
}

function isBase(base: JsonObject): base is JsonObject & BlobBase {
  const { name, version, image, isThirdParty = false } = base;
  return isPackageName(name) && isPackageVersion(version) && isReference(image) && typeof isThirdParty === 'boolean';
}

function isReference(text: Json | undefined): boolean {
  if (typeof text !== 'string') return false;
  try {
    parseReference(text);
    return true;
  } catch {
    return false;
  }
}

function isLength(value: Json | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
