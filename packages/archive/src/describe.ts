import type { ExtensionPackage, PackageType } from './manifest/extension-package.ts';

/** What `violet show` tells. */
export interface PackageDescription {
  name: string;
  displayName: string;
  type: PackageType;
  version: string;
  /** `os/architecture`. */
  platforms: string[];
  artifact: string;
  relatedImages: string[];
}

export function describePackage({ metadata, spec }: ExtensionPackage): PackageDescription {
  return {
    name: metadata.name,
    displayName: spec.displayName,
    type: spec.type,
    version: spec.version,
    platforms: spec.platforms,
    artifact: spec.artifact,
    relatedImages: spec.relatedImages.map(({ image }) => image),
  };
}
