import type { ModulePlugin } from '@violet/api';

export const packageApiVersion = 'violet.cpaas.io/v1alpha1';
/** The product's word in the file; ExtensionPackage in code, because OLM has a PackageManifest too. */
export const packageKind = 'PackageManifest';

export const packageTypes = ['bundle', 'plugin', 'chart'] as const;
export type PackageType = (typeof packageTypes)[number];

export interface RelatedImage {
  /** `<registry>/<repository>:<tag>`, with a digest in place of the tag or after it. */
  image: string;
  /** Lands below `3rdparty/` in the target registry. */
  isThirdParty?: boolean;
}

/** `manifest.yaml`: what a package is and what it holds. People edit it between `violet create` and `violet package`. */
export interface ExtensionPackage {
  apiVersion: typeof packageApiVersion;
  kind: typeof packageKind;
  metadata: { name: string };
  spec: {
    type: PackageType;
    /** As the platform shows it: of an operator without `v`, of a plugin or chart as the chart says it. */
    version: string;
    displayName: string;
    /** The chart or operator bundle, as it was addressed when the package was made. */
    artifact: string;
    /** `os/architecture[/variant]`; images that have only one platform are taken as they are. */
    platforms: string[];
    /** In the file an entry may also be the plain reference. */
    relatedImages: RelatedImage[];
    /** Everything of this package lands below `3rdparty/`. */
    isThirdParty?: boolean;
    /** The catalogue that an operator goes to where the push names none. */
    defaultCatalogSource?: string;
    /** True when the package holds the artifact only. */
    skipPackageImages?: boolean;
    /** Of a cluster plugin: the object that a push publishes. */
    modulePlugin?: ModulePlugin;
  };
}
