/** What the resolver must know of a catalogue: the messages of OLM's `api.Registry`, as far as it reads them. */

/** `value` is JSON as text. */
export interface Property {
  readonly type: string;
  readonly value: string;
}

export interface BundleApi {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
}

/** One bundle in one channel: a bundle of two channels is there twice. Text that is not there is empty. */
export interface CatalogBundle {
  readonly csvName: string;
  readonly packageName: string;
  readonly channelName: string;
  readonly version: string;
  readonly replaces: string;
  readonly skips: readonly string[];
  readonly skipRange: string;
  readonly properties: readonly Property[];
  readonly dependencies: readonly Property[];
  readonly providedApis: readonly BundleApi[];
  readonly requiredApis: readonly BundleApi[];
}

export interface CatalogPackage {
  readonly name: string;
  readonly defaultChannelName: string;
}

/** Everything that a catalogue serves. */
export interface Content<Bundle extends CatalogBundle = CatalogBundle> {
  readonly packages: readonly CatalogPackage[];
  readonly bundles: readonly Bundle[];
}

/** Which CatalogSource it is. */
export interface CatalogKey {
  readonly name: string;
  readonly namespace: string;
}
