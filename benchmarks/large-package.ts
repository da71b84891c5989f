import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buildPackage, type ExtensionPackage, type ImageSource } from '@violet/archive';
import { aPlugin, aVendor, exampleRegistry } from '@violet/archive/testing';
import { digestOf, mediaTypes, printReference } from '@violet/oci';

const mebibyte = 1024 * 1024;
const layerMiB = 64;

export interface LargePackage {
  path: string;
  bytes: number;
  /** Public key of who signed it. */
  publicKey: string;
}

/** Writes a signed package of one image with layers of 64 MiB that do not compress and differ from each other. */
export async function writeLargePackage(path: string, mebibytes: number): Promise<LargePackage> {
  const { manifest, source } = await aPlugin('large', 'v1.0.0');
  const image = `${exampleRegistry}/acp/bulk:v1.0.0`;
  const layers = layersOf(Math.ceil(mebibytes / layerMiB));
  const { bytes } = await buildPackage({
    manifest: withImage(manifest, image),
    source: withLayers(source, image, layers),
    output: path,
  });
  const vendor = await aVendor();
  await vendor.sign(path);
  return { path, bytes, publicKey: vendor.publicKey };
}

function withImage(manifest: ExtensionPackage, image: string): ExtensionPackage {
  const { spec } = manifest;
  return { ...manifest, spec: { ...spec, relatedImages: [...spec.relatedImages, { image }] } };
}

interface Layer {
  digest: string;
  read(): Iterable<Buffer>;
}

function layersOf(count: number): Layer[] {
  const block = randomBytes(mebibyte);
  return Array.from({ length: count }, (_, index) => {
    const first = Buffer.from(block);
    first.writeUInt32BE(index);
    const read = () => [first, ...Array<Buffer>(layerMiB - 1).fill(block)];
    const hash = createHash('sha256');
    for (const part of read()) hash.update(part);
    return { digest: `sha256:${hash.digest('hex')}`, read };
  });
}

function withLayers(source: ImageSource, name: string, layers: readonly Layer[]): ImageSource {
  const diffs = layers.map(({ digest }) => digest);
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { diff_ids: diffs } }));
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.imageManifest,
      config: { mediaType: mediaTypes.imageConfig, digest: digestOf(config), size: config.length },
      layers: diffs.map((digest) => ({ mediaType: mediaTypes.layer, digest, size: layerMiB * mebibyte })),
    }),
  );
  const own = new Map<string, Layer['read']>(layers.map(({ digest, read }) => [digest, read]));
  own.set(digestOf(config), () => [config]);
  return {
    async manifest(image, at) {
      const isOwn = printReference({ ...image, tag: 'v1.0.0' }) === name;
      return isOwn ? { bytes: manifest, mediaType: mediaTypes.imageManifest } : source.manifest(image, at);
    },
    async blob(image, digest) {
      const read = own.get(digest);
      return read === undefined ? source.blob(image, digest) : Readable.from(read(), { objectMode: false });
    },
  };
}
