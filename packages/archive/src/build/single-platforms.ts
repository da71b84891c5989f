import { parseManifest, printReference } from '@violet/oci';
import { imageConfig } from '../discover/read-artifact.ts';
import type { ImageSource } from '../sources/image-source.ts';
import { type CollectedImage, isPlatform, printPlatform } from './collect-image.ts';

/** An image that is for one platform, in a package that is for others, too. */
export interface SinglePlatform {
  image: string;
  platform: string;
  /** Those of the package's that it is not for. */
  lacking: string[];
}

/**
 * The images that have no index and are not for all platforms. They are no mistake by themselves: what holds only data
 * is often made for one platform.
 */
export async function singlePlatforms(
  source: ImageSource,
  images: readonly CollectedImage[],
  platforms: readonly string[],
): Promise<SinglePlatform[]> {
  const single: SinglePlatform[] = [];
  for (const image of images) {
    const name = printReference(image.reference);
    const platform = await platformOf(source, image);
    const lacking = platform === undefined ? [] : platforms.filter((text) => !isPlatform(platform, text));
    if (platform !== undefined && lacking.length > 0)
      single.push({ image: name, platform: printPlatform(platform), lacking });
  }
  return single;
}

/** Undefined where it has an index, says nothing, or cannot be read, which shows when it is copied. */
async function platformOf(source: ImageSource, { reference, root, manifests }: CollectedImage) {
  const bytes = manifests.get(root.digest);
  const manifest = bytes && parseManifest(bytes, root.mediaType, printReference(reference));
  if (manifest?.kind !== 'image') return undefined;
  const config = await imageConfig(source, reference, manifest.content).catch(() => undefined);
  return config === undefined || config.architecture === '' ? undefined : config;
}
