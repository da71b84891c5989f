import { Readable } from 'node:stream';
import { Failure } from '@violet/machinery';
import { isIndexMediaType, maxManifestBytes, parseImageConfig, parseManifest } from '@violet/oci';
import type { ImageContents } from '../read/image-contents.ts';
import type { PackageFile } from '../read/package-file.ts';
import type { BundleSummary } from './bundle-summary.ts';

/** 64 MiB packed: a bundle with 10 MB of CRDs has less than one. */
const maxLayerBytes = 64 * 1024 * 1024;

/**
 * Reads the operator bundle that a package brings; throws Invalid where its artifact is none. What reads bundles is loaded here,
 * because those who only open packages should not wait for it.
 */
export async function readPackagedBundle(file: PackageFile, contents: ImageContents): Promise<BundleSummary> {
  const source = `${file.path}: ${file.manifest.spec.artifact}`;
  const image = contents.manifests.find(({ mediaType }) => !isIndexMediaType(mediaType));
  const parsed = image && parseManifest(image.bytes, image.mediaType, source);
  if (parsed?.kind !== 'image') throw new Failure('Invalid', `${source} is no operator bundle`);
  const { config: descriptor, layers } = parsed.content;
  const { isBundleConfig, readBundleSummary } = await import('./bundle-summary.ts');
  const config = parseImageConfig(await file.readBlob(descriptor.digest, maxManifestBytes), source);
  if (!isBundleConfig(config)) throw new Failure('Invalid', `${source} is no operator bundle`);
  const openBlob = async (digest: string) =>
    Readable.from([await file.readBlob(digest, maxLayerBytes)], { objectMode: false });
  return readBundleSummary({ layers, config, openBlob, source });
}
