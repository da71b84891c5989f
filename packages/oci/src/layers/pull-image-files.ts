import { addAbortSignal } from 'node:stream';
import { Failure } from '@violet/machinery';
import type { Registry } from '../client/registry.ts';
import { type ImageConfig, parseImageConfig } from '../image-config.ts';
import { type Descriptor, type ImageManifest, maxManifestBytes, parseManifest } from '../manifest.ts';
import { readImageFiles } from './image-files.ts';

export interface PullImageFilesOptions {
  /** Paths have no leading slash: `manifests/a.yaml`. What it throws ends the reading: an image's labels may say that it is of no use. */
  wanted(path: string, config: ImageConfig): boolean;
  /** Of all wanted files together; default 32 MiB. */
  maxBytes?: number;
  /** How long all of it may take; default 600 000. */
  withinMs?: number;
}

const defaultWithinMs = 600_000;

export interface PulledImageFiles {
  /** Of what the reference names: an index or the image itself. */
  digest: string;
  /** The same with its kind and size. */
  descriptor: Descriptor;
  /** The image itself, whose files these are. */
  manifest: ImageManifest;
  config: ImageConfig;
  files: Map<string, Buffer>;
}

/**
 * Files of an image by tag or digest; undefined when it is not there. Of an index, its linux/amd64 image or else its first: meant for
 * images that hold the same data for every platform (bundles, catalogues). Throws Invalid where it is no image, Timeout where it takes too
 * long.
 */
export async function pullImageFiles(
  registry: Registry,
  repository: string,
  reference: string,
  options: PullImageFilesOptions,
): Promise<PulledImageFiles | undefined> {
  const source = `${registry.address}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
  const found = await imageManifest(registry, repository, reference, source);
  if (found === undefined) return undefined;
  const { descriptor, manifest } = found;
  const configBytes = await registry.readBlob(repository, manifest.config.digest, maxManifestBytes);
  if (configBytes === undefined) throw new Failure('NotFound', `${source}: its config is not in the registry`);
  const config = parseImageConfig(configBytes, source);
  const { maxBytes, wanted, withinMs = defaultWithinMs } = options;
  const late = AbortSignal.timeout(withinMs);
  const files = await readImageFiles({
    ...(maxBytes === undefined ? {} : { maxBytes }),
    wanted: (path) => wanted(path, config),
    layers: manifest.layers,
    source,
    openBlob: async (blob) => {
      const stream = (await registry.getBlob(repository, blob))?.stream;
      return stream && addAbortSignal(late, stream);
    },
  }).catch((cause: unknown) => {
    if (!late.aborted) throw cause;
    throw new Failure('Timeout', `${source}: reading it took more than ${withinMs / 1000} s`, { cause });
  });
  return { digest: descriptor.digest, descriptor, manifest, config, files };
}

async function imageManifest(
  registry: Registry,
  repository: string,
  reference: string,
  source: string,
): Promise<{ descriptor: Descriptor; manifest: ImageManifest } | undefined> {
  const pulled = await registry.getManifest(repository, reference);
  if (pulled === undefined) return undefined;
  const parsed = parseManifest(pulled.bytes, pulled.mediaType, source);
  const descriptor = { mediaType: parsed.mediaType, digest: pulled.digest, size: pulled.bytes.byteLength };
  if (parsed.kind === 'image') return { descriptor, manifest: parsed.content };
  const images = parsed.content.manifests.filter(({ platform }) => platform?.os !== 'unknown');
  const isUsual = (one: (typeof images)[number]) =>
    one.platform?.os === 'linux' && one.platform.architecture === 'amd64';
  const chosen = images.find(isUsual) ?? images[0];
  if (chosen === undefined) throw new Failure('Invalid', `${source}: it is an index without an image`);
  const child = await registry.getManifest(repository, chosen.digest);
  if (child === undefined)
    throw new Failure('NotFound', `${source}: its image ${chosen.digest} is not in the registry`);
  const image = parseManifest(child.bytes, child.mediaType, source);
  if (image.kind === 'index') throw new Failure('Invalid', `${source}: it is an index of indexes`);
  return { descriptor, manifest: image.content };
}
