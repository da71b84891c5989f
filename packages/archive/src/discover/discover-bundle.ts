import { Failure } from '@violet/machinery';
import { type ImageConfig, type ImageManifest, printReference, type Reference } from '@violet/oci';
import { isBundleConfig, readBundleSummary } from '../bundle/bundle-summary.ts';
import type { ImageSource } from '../sources/image-source.ts';
import type { Discovered } from './discovered.ts';
import { neither } from './read-artifact.ts';

/** An operator bundle: an image whose labels say so, with the images of its ClusterServiceVersion. */
export async function discoverBundle(
  source: ImageSource,
  reference: Reference,
  { manifest, config }: { manifest: ImageManifest; config: ImageConfig },
): Promise<Discovered> {
  if (!isBundleConfig(config)) throw neither(reference);
  if (reference.tag === undefined) throw untagged(reference);
  const { version, displayName, images } = await readBundleSummary({
    layers: manifest.layers,
    config,
    openBlob: (digest) => source.blob(reference, digest),
    source: printReference(reference),
  });
  return { type: 'bundle', version, displayName, images };
}

/** No push would take its package. */
function untagged(reference: Reference): Failure {
  return new Failure('Invalid', `${printReference(reference)} has no tag, which is the version of the artifact`, {
    hint: 'Write <registry>/<repository>:<tag>, and @<digest> behind it where the bundle is pinned.',
  });
}
