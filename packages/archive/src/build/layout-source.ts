import { pipeline } from 'node:stream';
import { Failure } from '@violet/machinery';
import {
  blobPath,
  checkLayoutMarker,
  type Descriptor,
  isDigest,
  layoutFiles,
  maxManifestBytes,
  parseLayoutIndex,
  printReference,
  type Reference,
  refNameAnnotation,
  verifyingStream,
} from '@violet/oci';
import type { ImageSource, SourceManifest } from './image-source.ts';
import { type LayoutFiles, openLayoutFiles } from './layout-files.ts';

/** Where containerd and BuildKit write the whole name; their `ref.name` is the tag alone. */
const imageNameAnnotation = 'io.containerd.image.name';

/**
 * Reads from an OCI image layout: a directory, or a tar of one. Its entries are named by full reference (`skopeo copy …
 * oci:dir:registry/repository:tag`, podman, BuildKit) or by tag alone (oras). A tag alone names one image: throws Invalid
 * where images of two repositories would be the same entry.
 */
export async function layoutSource(path: string): Promise<ImageSource> {
  const files = await openLayoutFiles(path);
  checkLayoutMarker(await readSmall(files, layoutFiles.marker), files.pathOf(layoutFiles.marker));
  const index = await readSmall(files, layoutFiles.index);
  const entries = parseLayoutIndex(index, files.pathOf(layoutFiles.index));
  const holders = new Map<Descriptor, string>();

  function entryOf(image: Reference, tag: string): Descriptor | undefined {
    const byName = entries.find((entry) => namesOf(entry).includes(printReference({ ...image, tag })));
    if (byName !== undefined) return byName;
    const byTag = entries.find((entry) => namesOf(entry).every((name) => name === tag) && namesOf(entry).length > 0);
    if (byTag === undefined) return undefined;
    const name = printReference({ ...image, tag });
    const holder = holders.get(byTag) ?? name;
    if (holder !== name) throw ambiguous(path, tag, [holder, name]);
    holders.set(byTag, name);
    return byTag;
  }

  return {
    async manifest(image, at) {
      const entry = isDigest(at) ? undefined : entryOf(image, at);
      const digest = isDigest(at) ? at : entry?.digest;
      return digest === undefined ? undefined : readManifest(files, digest, entry?.mediaType);
    },
    async blob(_image, digest) {
      const name = blobPath(digest);
      if ((await files.sizeOf(name)) === undefined) return undefined;
      const verified = verifyingStream(digest, undefined, files.pathOf(name));
      // Errors arrive at the reader of `verified`: pipeline destroys it with them.
      pipeline(files.open(name), verified, () => undefined);
      return verified;
    },
  };
}

function namesOf({ annotations = {} }: Descriptor): string[] {
  return [annotations[imageNameAnnotation], annotations[refNameAnnotation]].filter((name) => name !== undefined);
}

async function readManifest(
  files: LayoutFiles,
  digest: string,
  mediaType: string | undefined,
): Promise<SourceManifest | undefined> {
  const name = blobPath(digest);
  if ((await files.sizeOf(name)) === undefined) return undefined;
  return { bytes: await readSmall(files, name), mediaType };
}

async function readSmall(files: LayoutFiles, name: string): Promise<Buffer> {
  const size = await files.sizeOf(name);
  if (size === undefined) {
    throw new Failure('NotFound', `${files.pathOf(name)}: no such file: this is no OCI image layout`);
  }
  if (size > maxManifestBytes) {
    throw new Failure('RequestEntityTooLarge', `${files.pathOf(name)}: longer than a manifest may be`);
  }
  return files.read(name);
}

function ambiguous(path: string, tag: string, [one, other]: readonly [string, string]): Failure {
  return new Failure(
    'Invalid',
    `${path} names an image by its tag ${tag} alone: it cannot be both ${one} and ${other}`,
    {
      hint: `Name images in it in full: skopeo copy … oci:${path}:${other}`,
    },
  );
}
