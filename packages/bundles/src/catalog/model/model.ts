import type { SemVersion } from '../../version/parse-version.ts';
import type { Property, RelatedImageBlob } from '../blobs.ts';
import type { ParsedProperties } from '../properties.ts';

/** A package as it is served: its channels by name. */
export interface PackageModel {
  name: string;
  description: string;
  /** `base64data` is Base64. */
  icon?: { base64data: string; mediatype: string };
  /** Undefined until it is checked: a package must have one. */
  defaultChannel: string | undefined;
  channels: Map<string, ChannelModel>;
  /** The message. */
  deprecation?: string;
}

export interface ChannelModel {
  name: string;
  /** In the order of the channel's entries. */
  entries: Map<string, EntryModel>;
  deprecation?: string;
}

/** An entry of a channel: the edges are its own, the content is shared with other channels. */
export interface EntryModel {
  name: string;
  replaces: string;
  skips: string[];
  skipRange: string;
  /** Undefined where there is no such bundle. */
  bundle: BundleModel | undefined;
  deprecation?: string;
}

export interface BundleModel {
  name: string;
  image: string;
  properties: Property[];
  relatedImages: RelatedImageBlob[];
  /** Manifests as JSON, the CSV among them; empty where the image has them. */
  objects: string[];
  csvJson: string;
  parsed: ParsedProperties;
  version: SemVersion;
}
