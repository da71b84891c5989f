import type { OverlaidImage } from '../../layers/overlay-image.ts';
import { mediaTypes } from '../../media-types.ts';
import type { Registry } from '../registry.ts';
import { pushBytes } from './push-bytes.ts';

/** Pushes it beside the image that it was made of, with no tag; nothing is sent where it is there already. */
export async function pushOverlaidImage(
  registry: Registry,
  repository: string,
  { digest, manifest, blobs }: OverlaidImage,
): Promise<void> {
  if ((await registry.headManifest(repository, digest)) !== undefined) return;
  for (const blob of blobs) await pushBytes(registry, repository, blob);
  await registry.putManifest(repository, digest, manifest, mediaTypes.imageManifest);
}
