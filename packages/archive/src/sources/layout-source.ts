import { pipeline, type Readable } from 'node:stream';
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
import type { FilePlace } from '../write/copy-blob.ts';
import type { ImageSource, SourceManifest } from './image-source.ts';
import { type LayoutFiles, openLayoutFiles } from './layout-files.ts';

/** Where containerd and BuildKit write the whole name; their `ref.name` is the tag alone. */
const imageNameAnnotation = 'io.containerd.image.name';

interface Layout {
  path: string;
  files: LayoutFiles;
  entries: readonly Descriptor[];
}

interface Entry {
  layout: Layout;
  root: Descriptor;
}

/**
 * Reads from OCI image layouts: directories, or tars of one. Their entries are named by full reference (`skopeo copy …
 * oci:dir:registry/repository:tag`, podman, crane, BuildKit) or by tag alone (oras, regctl). A tag alone names one image:
 * throws Invalid where it could be another one as well.
 */
export async function layoutSource(...paths: string[]): Promise<ImageSource> {
  const layouts = await Promise.all(paths.map(openLayout));
  const all = layouts.flatMap((layout) => layout.entries.map((root): Entry => ({ layout, root })));
  const holders = new Map<Entry, string>();

  function entryOf(image: Reference, tag: string): Entry | undefined {
    const name = printReference({ ...image, tag });
    const byName = all.find(({ root }) => namesOf(root).includes(name));
    if (byName !== undefined) return byName;
    const byTag = all.filter(({ root }) => namesOf(root).length > 0 && namesOf(root).every((one) => one === tag));
    const [only, other] = byTag;
    if (only === undefined) return undefined;
    if (other !== undefined) throw ambiguous(only, `${other.layout.path} has one of this tag, too`, name);
    const holder = holders.get(only) ?? name;
    if (holder !== name) throw ambiguous(only, `it cannot be ${holder} as well`, name);
    holders.set(only, name);
    return only;
  }

  return {
    async manifest(image, at) {
      const entry = isDigest(at) ? undefined : entryOf(image, at);
      if (entry !== undefined) return readManifest(entry.layout.files, entry.root.digest, entry.root.mediaType);
      return isDigest(at) ? firstOf(layouts, ({ files }) => readManifest(files, at, undefined)) : undefined;
    },
    blob: (_image, digest) => firstOf(layouts, ({ files }) => openBlob(files, digest)),
    place: (_image, digest) => firstOf(layouts, ({ files }) => placeOfBlob(files, digest)),
  };
}

async function openLayout(path: string): Promise<Layout> {
  const files = await openLayoutFiles(path);
  checkLayoutMarker(await readSmall(files, layoutFiles.marker), files.pathOf(layoutFiles.marker));
  const index = await readSmall(files, layoutFiles.index);
  return { path, files, entries: parseLayoutIndex(index, files.pathOf(layoutFiles.index)) };
}

async function firstOf<T>(
  layouts: readonly Layout[],
  ask: (layout: Layout) => Promise<T | undefined>,
): Promise<T | undefined> {
  for (const layout of layouts) {
    const found = await ask(layout);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function placeOfBlob(files: LayoutFiles, digest: string): Promise<FilePlace | undefined> {
  const name = blobPath(digest);
  return (await files.sizeOf(name)) === undefined ? undefined : files.placeOf(name);
}

async function openBlob(files: LayoutFiles, digest: string): Promise<Readable | undefined> {
  const name = blobPath(digest);
  if ((await files.sizeOf(name)) === undefined) return undefined;
  const verified = verifyingStream(digest, undefined, files.pathOf(name));
  // Errors arrive at the reader of `verified`: pipeline destroys it with them.
  pipeline(files.open(name), verified, () => undefined);
  return verified;
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

function ambiguous({ layout: { path } }: Entry, why: string, name: string): Failure {
  return new Failure('Invalid', `${path} names an image by its tag alone, which may be ${name}: ${why}`, {
    hint: `Name images in full: skopeo copy … oci:<directory>:${name}`,
  });
}
