import type { Json } from '@violet/machinery';
import { packageIcon } from '../go-json/csv-shape.ts';
import { list, raw, struct, text } from '../go-json/shape.ts';

/** Schemas of the documents of a file-based catalogue; others are opaque. */
export const blobSchemas = {
  package: 'olm.package',
  channel: 'olm.channel',
  bundle: 'olm.bundle',
  deprecations: 'olm.deprecations',
} as const;

export interface Property {
  type: string;
  value: Json;
}

export interface PackageBlob {
  name?: string;
  defaultChannel?: string;
  description?: string;
  /** `base64data` is Base64. */
  icon?: { base64data?: string; mediatype?: string };
  properties?: Property[];
}

export interface ChannelEntryBlob {
  name?: string;
  replaces?: string;
  skips?: string[];
  skipRange?: string;
}

export interface ChannelBlob {
  name?: string;
  package?: string;
  entries?: ChannelEntryBlob[];
  properties?: Property[];
}

export interface RelatedImageBlob {
  name?: string;
  image?: string;
}

export interface BundleBlob {
  name?: string;
  package?: string;
  image?: string;
  properties?: Property[];
  relatedImages?: RelatedImageBlob[];
  /** The manifests that its properties hold, as JSON. */
  objects?: string[];
}

export interface DeprecationsBlob {
  package?: string;
  entries?: { reference?: { schema?: string; name?: string }; message?: string }[];
}

/** What the documents of one catalogue say, in their order. */
export interface CatalogBlobs {
  packages: PackageBlob[];
  channels: ChannelBlob[];
  bundles: BundleBlob[];
  deprecations: DeprecationsBlob[];
}

export const newBlobs = (): CatalogBlobs => ({ packages: [], channels: [], bundles: [], deprecations: [] });

const properties = list(struct('property.Property', { type: text, value: raw }));

export const packageShape = struct('declcfg.Package', {
  name: text,
  defaultChannel: text,
  icon: packageIcon,
  description: text,
  properties,
});

export const channelShape = struct('declcfg.Channel', {
  name: text,
  package: text,
  entries: list(struct('declcfg.ChannelEntry', { name: text, replaces: text, skips: list(text), skipRange: text })),
  properties,
});

export const bundleShape = struct('declcfg.Bundle', {
  name: text,
  package: text,
  image: text,
  properties,
  relatedImages: list(struct('declcfg.RelatedImage', { name: text, image: text })),
});

export const deprecationsShape = struct('declcfg.Deprecation', {
  package: text,
  entries: list(
    struct('declcfg.DeprecationEntry', {
      reference: struct('declcfg.PackageScopedReference', { schema: text, name: text }),
      message: text,
    }),
  ),
});
