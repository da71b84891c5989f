import { createHash } from 'node:crypto';
import { crc32, gunzipSync } from 'node:zlib';
import { encodeTarHeader, paddedSize, tarBlockSize } from '@violet/oci';
import { entryNames } from '../format/entries.ts';
import type { BlobEntry } from '../format/package-layout.ts';
import { blockSize, gzipHeader, writeBlockHeader } from '../format/stored-blocks.ts';

/** What a package consists of, to be put together again with something wrong in it. */
export interface PackageParts {
  manifest: string;
  blobs: BlobEntry[];
  marker: string;
  index: string;
  /** The entries of the blobs. */
  content: Buffer;
}

/** `blobs.json` gets this length whatever is in it, so that a lie in it moves nothing. */
const blobsJsonBytes = 8192;

export function partsOf(file: Uint8Array): PackageParts {
  const tar = gunzipSync(file);
  const texts = new Map<string, string>();
  let at = 0;
  for (const name of Object.values(entryNames)) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    texts.set(name, tar.toString('utf8', at + tarBlockSize, at + tarBlockSize + size));
    at += tarBlockSize + paddedSize(size);
  }
  const textOf = (name: string) => texts.get(name) ?? '';
  return {
    manifest: textOf(entryNames.manifest),
    blobs: (JSON.parse(textOf(entryNames.blobs)) as BlobEntry[]).map((blob) => ({ ...blob, offset: blob.offset - at })),
    marker: textOf(entryNames.layout),
    index: textOf(entryNames.index),
    content: tar.subarray(at, -2 * tarBlockSize),
  };
}

/** The tar of these parts; `list` may lie about the blobs, whose offsets are those in this tar, or be any text. */
export function tarOfParts(parts: PackageParts, list: (blobs: BlobEntry[]) => unknown = (blobs) => blobs): Buffer {
  const { manifest, blobs, marker, index, content } = parts;
  const others = [manifest, marker, index].map((text) => Buffer.byteLength(text));
  const start = [...others, blobsJsonBytes].reduce((sum, size) => sum + tarBlockSize + paddedSize(size), 0);
  const told = list(blobs.map((blob) => ({ ...blob, offset: blob.offset + start })));
  const text = typeof told === 'string' ? told : JSON.stringify(told);
  return Buffer.concat([
    tarEntry(entryNames.manifest, manifest),
    tarEntry(entryNames.blobs, text.padEnd(blobsJsonBytes)),
    tarEntry(entryNames.layout, marker),
    tarEntry(entryNames.index, index),
    content,
    Buffer.alloc(2 * tarBlockSize),
  ]);
}

export function tarEntry(name: string, content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  return Buffer.concat([encodeTarHeader({ name, size: bytes.length }), bytes, Buffer.alloc(-bytes.length & 511)]);
}

/** The entry of a blob as it has to be. */
export function blobEntry(content: string | Uint8Array): Buffer {
  return tarEntry(`blobs/sha256/${createHash('sha256').update(content).digest('hex')}`, content);
}

/** A tar in the form in which violet writes it. */
export function storedFile(tar: Buffer): Buffer {
  const parts: Uint8Array[] = [gzipHeader];
  for (let at = 0; at < tar.length; at += blockSize) {
    const block = tar.subarray(at, at + blockSize);
    const header = Buffer.alloc(5);
    writeBlockHeader(header, 0, block.length, at + block.length === tar.length);
    parts.push(header, block);
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(tar), 0);
  trailer.writeUInt32LE(tar.length % 2 ** 32, 4);
  return Buffer.concat([...parts, trailer]);
}
