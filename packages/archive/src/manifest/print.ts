import { printYaml } from '@violet/machinery';
import type { ExtensionPackage } from './extension-package.ts';

/** YAML for people: an image that has nothing to say but its reference is written as that. */
export function printExtensionPackage(manifest: ExtensionPackage): string {
  const relatedImages = manifest.spec.relatedImages.map((image) =>
    image.isThirdParty === undefined ? image.image : image,
  );
  return printYaml({ ...manifest, spec: { ...manifest.spec, relatedImages } });
}
