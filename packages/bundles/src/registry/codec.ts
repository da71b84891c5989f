import { type Codec, messageCodec } from '../protobuf/message-codec.ts';
import { fieldsOf, registryMessages } from './message-fields.ts';
import type {
  BundleQuery,
  ChannelQuery,
  PackageQuery,
  RegistryApi,
  RegistryBundle,
  RegistryChannelEntry,
  RegistryPackage,
} from './messages.ts';

type MessageName = keyof typeof registryMessages;

/** One method of `api.Registry`: where it is, and how its messages are written and read. */
export interface RegistryMethod<Request, Response> {
  /** `/api.Registry/<Method>` */
  path: string;
  serverStreaming: boolean;
  encodeRequest(request: Request): Uint8Array;
  /** Decoding throws a Failure: Invalid for what is no message, RequestEntityTooLarge beyond 4 MiB. */
  decodeRequest(bytes: Uint8Array): Request;
  encodeResponse(response: Response): Uint8Array;
  decodeResponse(bytes: Uint8Array): Response;
}

/** Method → its request, its response, and whether the response is a stream. */
export const registryMethods = {
  ListPackages: ['ListPackageRequest', 'PackageName', 'stream'],
  GetPackage: ['GetPackageRequest', 'Package'],
  GetBundle: ['GetBundleRequest', 'Bundle'],
  GetBundleForChannel: ['GetBundleInChannelRequest', 'Bundle'],
  GetChannelEntriesThatReplace: ['GetAllReplacementsRequest', 'ChannelEntry', 'stream'],
  GetBundleThatReplaces: ['GetReplacementRequest', 'Bundle'],
  GetChannelEntriesThatProvide: ['GetAllProvidersRequest', 'ChannelEntry', 'stream'],
  GetLatestChannelEntriesThatProvide: ['GetLatestProvidersRequest', 'ChannelEntry', 'stream'],
  GetDefaultBundleThatProvides: ['GetDefaultProviderRequest', 'Bundle'],
  ListBundles: ['ListBundlesRequest', 'Bundle', 'stream'],
} as const satisfies Record<string, readonly [MessageName, MessageName, 'stream'?]>;

const codecs = new Map<string, Codec<never>>();

function codecOf<T extends object>(name: MessageName): Codec<T> {
  let codec = codecs.get(name);
  if (codec === undefined) {
    const fields = fieldsOf(registryMessages[name], (inner) => codecOf(inner as MessageName));
    codec = messageCodec<never>(fields as never);
    codecs.set(name, codec);
  }
  return codec as unknown as Codec<T>;
}

function method<Request extends object, Response extends object>(
  name: keyof typeof registryMethods,
): RegistryMethod<Request, Response> {
  const [requestName, responseName, streaming] = registryMethods[name] as readonly [
    MessageName,
    MessageName,
    'stream'?,
  ];
  const request = codecOf<Request>(requestName);
  const response = codecOf<Response>(responseName);
  return {
    path: `/api.Registry/${name}`,
    serverStreaming: streaming !== undefined,
    encodeRequest: request.encode,
    decodeRequest: (bytes) => request.decode(bytes),
    encodeResponse: response.encode,
    decodeResponse: (bytes) => response.decode(bytes),
  };
}

/** The methods of the service `api.Registry`. */
export const registryCodec = {
  listPackages: method<object, PackageQuery>('ListPackages'),
  getPackage: method<PackageQuery, RegistryPackage>('GetPackage'),
  getBundle: method<BundleQuery, RegistryBundle>('GetBundle'),
  getBundleForChannel: method<ChannelQuery, RegistryBundle>('GetBundleForChannel'),
  getChannelEntriesThatReplace: method<{ csvName: string }, RegistryChannelEntry>('GetChannelEntriesThatReplace'),
  getBundleThatReplaces: method<BundleQuery, RegistryBundle>('GetBundleThatReplaces'),
  getChannelEntriesThatProvide: method<RegistryApi, RegistryChannelEntry>('GetChannelEntriesThatProvide'),
  getLatestChannelEntriesThatProvide: method<RegistryApi, RegistryChannelEntry>('GetLatestChannelEntriesThatProvide'),
  getDefaultBundleThatProvides: method<RegistryApi, RegistryBundle>('GetDefaultBundleThatProvides'),
  listBundles: method<object, RegistryBundle>('ListBundles'),
};
