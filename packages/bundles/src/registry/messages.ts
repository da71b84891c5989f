/** The messages of OLM's `api.Registry` service, as values. Field names are those of registry.proto. */

export interface RegistryDeprecation {
  message: string;
}

/** `value` is JSON as text. */
export interface RegistryProperty {
  type: string;
  value: string;
}

export interface RegistryApi {
  group: string;
  version: string;
  kind: string;
  plural: string;
}

/** One bundle in one channel: a bundle of two channels is two messages. Text that is not there is empty. */
export interface RegistryBundle {
  csvName: string;
  packageName: string;
  channelName: string;
  /** The CSV as JSON; empty where only the image has it. */
  csvJson: string;
  /** The manifests as JSON; empty where only the image has them. */
  object: string[];
  /** The bundle's image; empty where the manifests are inline. */
  bundlePath: string;
  providedApis: RegistryApi[];
  requiredApis: RegistryApi[];
  version: string;
  skipRange: string;
  dependencies: RegistryProperty[];
  properties: RegistryProperty[];
  replaces: string;
  skips: string[];
  deprecation?: RegistryDeprecation;
}

export interface RegistryChannel {
  name: string;
  /** The head. */
  csvName: string;
  deprecation?: RegistryDeprecation;
}

export interface RegistryPackage {
  name: string;
  channels: RegistryChannel[];
  defaultChannelName: string;
  deprecation?: RegistryDeprecation;
}

/** What a catalogue serves, all of it: the answers to ListBundles and to GetPackage of each package. */
export interface CatalogContent {
  packages: RegistryPackage[];
  bundles: RegistryBundle[];
}

export interface RegistryChannelEntry {
  packageName: string;
  channelName: string;
  bundleName: string;
  replaces: string;
}

export interface PackageQuery {
  name: string;
}

export interface BundleQuery {
  pkgName: string;
  channelName: string;
  csvName: string;
}

export interface ChannelQuery {
  pkgName: string;
  channelName: string;
}
