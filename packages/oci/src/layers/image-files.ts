import type { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { Failure } from '@violet/machinery';
import type { Descriptor } from '../manifest.ts';
import { tarEntries } from './tar-entries.ts';

export interface ImageFilesOptions {
  /** Of the image's manifest, in its order. */
  layers: readonly Descriptor[];
  openBlob(digest: string): Promise<Readable | undefined>;
  /** Paths have no leading slash: `manifests/a.yaml`. */
  wanted(path: string): boolean;
  /** In failures: the image as a person knows it. */
  source: string;
  /** Of all wanted files together; default 32 MiB. */
  maxBytes?: number;
}

const defaultMaxBytes = 32 * 1024 * 1024;
/** What a whole image may unfold to: every byte before a wanted file is read, too. */
const maxUnfoldedBytes = 4 * 1024 ** 3;
const whiteout = '.wh.';
const opaqueWhiteout = '.wh..wh..opq';

/**
 * The wanted files of an image as a container would see them: later layers win, whiteouts remove. Links are not followed. Throws
 * Invalid for layers that are none, NotFound for one that is missing, RequestEntityTooLarge beyond `maxBytes`.
 */
export async function readImageFiles(options: ImageFilesOptions): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const budget = { bytes: options.maxBytes ?? defaultMaxBytes, unfolded: maxUnfoldedBytes };
  for (const layer of options.layers) {
    const added = await readLayer(layer, options, budget);
    for (const removed of added.removals) remove(files, removed);
    for (const [path, bytes] of added.files) files.set(path, bytes);
  }
  return files;
}

interface Budget {
  bytes: number;
  unfolded: number;
}

interface Removal {
  path: string;
  /** Only what is in it, not the directory itself. */
  isOpaque: boolean;
}

async function readLayer(
  layer: Descriptor,
  { openBlob, wanted, source }: ImageFilesOptions,
  budget: Budget,
): Promise<{ files: Map<string, Buffer>; removals: Removal[] }> {
  const blob = await openBlob(layer.digest);
  if (blob === undefined) throw new Failure('NotFound', `${source}: its layer ${layer.digest} is not in the registry`);
  const files = new Map<string, Buffer>();
  const removals: Removal[] = [];
  const isWanted = (path: string, size: number) => {
    if (!wanted(path)) return false;
    budget.bytes -= size;
    if (budget.bytes < 0) throw new Failure('RequestEntityTooLarge', 'its files are too large');
    return true;
  };
  try {
    for await (const { path, bytes } of tarEntries(unfolded(blob, layer.mediaType, budget), isWanted)) {
      if (bytes !== undefined) files.set(path, bytes);
      const removal = removalOf(path);
      if (removal !== undefined) removals.push(removal);
    }
  } catch (cause) {
    throw named(cause, source, layer);
  } finally {
    blob.destroy();
  }
  return { files, removals };
}

/** Decompressors say what is wrong in their own words; registries' failures keep theirs. */
function named(cause: unknown, source: string, layer: Descriptor): unknown {
  if (cause instanceof Failure) {
    const hint = cause.hint === undefined ? {} : { hint: cause.hint };
    return new Failure(cause.code, `${source}: ${cause.message}`, { cause, ...hint });
  }
  const message = (cause as Error).message;
  return new Failure('Invalid', `${source}: its layer ${layer.digest} cannot be unfolded: ${message}`, { cause });
}

async function* unfolded(blob: Readable, mediaType: string, budget: Budget): AsyncGenerator<Buffer> {
  for await (const chunk of decompressed(blob, mediaType)) {
    budget.unfolded -= (chunk as Buffer).length;
    if (budget.unfolded < 0) throw new Failure('RequestEntityTooLarge', 'its layers unfold to too much');
    yield chunk as Buffer;
  }
}

function decompressed(blob: Readable, mediaType: string): Readable {
  if (!/[+.](gzip|zstd)$/.test(mediaType)) return blob;
  const unfolding = mediaType.endsWith('gzip') ? createGunzip() : createZstdDecompress();
  blob.on('error', (error) => unfolding.destroy(error));
  return blob.pipe(unfolding);
}

function removalOf(path: string): Removal | undefined {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  const directory = path.slice(0, Math.max(slash, 0));
  if (name === opaqueWhiteout) return { path: directory, isOpaque: true };
  if (!name.startsWith(whiteout)) return undefined;
  const removed = name.slice(whiteout.length);
  return { path: directory === '' ? removed : `${directory}/${removed}`, isOpaque: false };
}

function remove(files: Map<string, Buffer>, { path, isOpaque }: Removal): void {
  const prefix = path === '' ? '' : `${path}/`;
  for (const known of [...files.keys()]) {
    if (known.startsWith(prefix) || (!isOpaque && known === path)) files.delete(known);
  }
}
