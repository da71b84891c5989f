import type { Field, FieldType } from '../protobuf/message-codec.ts';

/** Message → property → field number and type, as registry.proto has them. Everything in it is text or a message. */
export const registryMessages = {
  Channel: { name: 1, csvName: 2, deprecation: [3, 'Deprecation'] },
  PackageName: { name: 1 },
  Package: { name: 1, channels: [2, 'Channel', 'repeated'], defaultChannelName: 3, deprecation: [4, 'Deprecation'] },
  GroupVersionKind: { group: 1, version: 2, kind: 3, plural: 4 },
  Dependency: { type: 1, value: 2 },
  Property: { type: 1, value: 2 },
  Bundle: {
    csvName: 1,
    packageName: 2,
    channelName: 3,
    csvJson: 4,
    object: [5, 'string', 'repeated'],
    bundlePath: 6,
    providedApis: [7, 'GroupVersionKind', 'repeated'],
    requiredApis: [8, 'GroupVersionKind', 'repeated'],
    version: 9,
    skipRange: 10,
    dependencies: [11, 'Dependency', 'repeated'],
    properties: [12, 'Property', 'repeated'],
    replaces: 13,
    skips: [14, 'string', 'repeated'],
    deprecation: [15, 'Deprecation'],
  },
  ChannelEntry: { packageName: 1, channelName: 2, bundleName: 3, replaces: 4 },
  ListPackageRequest: {},
  ListBundlesRequest: {},
  GetPackageRequest: { name: 1 },
  GetBundleRequest: { pkgName: 1, channelName: 2, csvName: 3 },
  GetBundleInChannelRequest: { pkgName: 1, channelName: 2 },
  GetAllReplacementsRequest: { csvName: 1 },
  GetReplacementRequest: { csvName: 1, pkgName: 2, channelName: 3 },
  GetAllProvidersRequest: { group: 1, version: 2, kind: 3, plural: 4 },
  GetLatestProvidersRequest: { group: 1, version: 2, kind: 3, plural: 4 },
  GetDefaultProviderRequest: { group: 1, version: 2, kind: 3, plural: 4 },
  Deprecation: { message: 1 },
} as const satisfies Record<string, Record<string, FieldFacts>>;

/** The number of a text field, or number, type and whether it is repeated. */
export type FieldFacts = number | readonly [number: number, type: string, repeated?: 'repeated'];

export interface FieldDescription {
  number: number;
  /** `string` or the name of a message. */
  type: string;
  repeated: boolean;
}

export function describeField(facts: FieldFacts): FieldDescription {
  if (typeof facts === 'number') return { number: facts, type: 'string', repeated: false };
  const [number, type, repeated] = facts;
  return { number, type, repeated: repeated !== undefined };
}

/** Fields for a codec; `codecOf` gives the codecs of messages within. */
export function fieldsOf(
  message: Record<string, FieldFacts>,
  codecOf: (name: string) => FieldType,
): Record<string, Field> {
  return Object.fromEntries(
    Object.entries(message).map(([name, facts]) => {
      const { number, type, repeated } = describeField(facts);
      return [name, { number, repeated, type: type === 'string' ? 'string' : codecOf(type) }];
    }),
  );
}
