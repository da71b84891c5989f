import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { Failure } from '@violet/machinery';
import {
  blobPath,
  checkLayoutMarker,
  type Descriptor,
  isDigest,
  layoutFiles,
  maxManifestBytes,
  mediaTypes,
  parseLayoutIndex,
  printReference,
  type Reference,
  refNameAnnotation,
  verifyingStream,
} from '@violet/oci';
import type { ImageSource, SourceManifest } from './image-source.ts';

const readBytes = 1024 * 1024;

/** Reads from an OCI image layout in a directory, whose entries are named by full reference or by tag. */
export async function layoutSource(directory: string): Promise<ImageSource> {
  const marker = join(directory, layoutFiles.marker);
  const index = join(directory, layoutFiles.index);
  checkLayoutMarker(await readSmall(marker), marker);
  const entries = parseLayoutIndex(await readSmall(index), index);
  return {
    async manifest(image, at) {
      const entry = isDigest(at) ? undefined : entries.find((candidate) => isNamed(candidate, image, at));
      const digest = isDigest(at) ? at : entry?.digest;
      return digest === undefined ? undefined : readManifest(directory, digest, entry?.mediaType);
    },
    async blob(_image, digest): Promise<Readable | undefined> {
      const path = join(directory, blobPath(digest));
      if (!(await stat(path).catch(() => undefined))?.isFile()) return undefined;
      const verified = verifyingStream(digest, undefined, path);
      // Errors arrive at the reader of `verified`: pipeline destroys it with them.
      pipeline(createReadStream(path, { highWaterMark: readBytes }), verified, () => undefined);
      return verified;
    },
  };
}

function isNamed(entry: Descriptor, image: Reference, tag: string): boolean {
  const name = entry.annotations?.[refNameAnnotation];
  return name !== undefined && (name === tag || name === printReference({ ...image, tag }));
}

async function readManifest(
  directory: string,
  digest: string,
  mediaType: string | undefined,
): Promise<SourceManifest | undefined> {
  const path = join(directory, blobPath(digest));
  if (!(await stat(path).catch(() => undefined))?.isFile()) return undefined;
  const bytes = await readSmall(path);
  return { bytes, mediaType: mediaType ?? mediaTypeIn(bytes) };
}

function mediaTypeIn(bytes: Uint8Array): string {
  const own = /"mediaType"\s*:\s*"([^"]+)"/.exec(Buffer.from(bytes.subarray(0, 4096)).toString('latin1'));
  return own?.[1] ?? mediaTypes.imageManifest;
}

async function readSmall(path: string): Promise<Buffer> {
  const size = (await stat(path).catch(() => undefined))?.size;
  if (size === undefined) throw new Failure('NotFound', `${path}: no such file: this is no OCI image layout`);
  if (size > maxManifestBytes) throw new Failure('RequestEntityTooLarge', `${path}: longer than a manifest may be`);
  return readFile(path);
}
