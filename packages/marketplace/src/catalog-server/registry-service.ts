import { once } from 'node:events';
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type MethodDefinition,
  type ServerWritableStream,
  type ServiceDefinition,
  type ServiceError,
  StatusBuilder,
  status,
} from '@grpc/grpc-js';
import { type RegistryMethod, registryCodec } from '@violet/bundles';
import { Failure } from '@violet/machinery';
import type { CatalogQueries } from './catalog-queries.ts';
import type { ServedCatalog } from './served-catalog.ts';

type CatalogOf = (authority: string) => ServedCatalog | undefined;
type Codec = typeof registryCodec;
type RequestOf<M extends keyof Codec> = Codec[M] extends RegistryMethod<infer Request, infer _> ? Request : never;
type ResponseOf<M extends keyof Codec> = Codec[M] extends RegistryMethod<infer _, infer Response> ? Response : never;

/** `api.Registry` as grpc-js wants it. */
export const registryService: ServiceDefinition = Object.fromEntries(
  Object.entries(registryCodec).map(([name, codec]) => [name, definitionOf(codec as RegistryMethod<never, never>)]),
);

function definitionOf(method: RegistryMethod<never, never>): MethodDefinition<unknown, unknown> {
  return {
    path: method.path,
    requestStream: false,
    responseStream: method.serverStreaming,
    requestSerialize: (value) => Buffer.from(method.encodeRequest(value as never)),
    requestDeserialize: (bytes) => method.decodeRequest(bytes),
    responseSerialize: (value) => Buffer.from(method.encodeResponse(value as never)),
    responseDeserialize: (bytes) => method.decodeResponse(bytes),
  };
}

/** Answers `api.Registry` for the catalogue that a call's authority names. */
export function registryHandlers(catalogOf: CatalogOf) {
  const unary =
    <M extends keyof Codec>(answer: (queries: CatalogQueries, request: RequestOf<M>) => ResponseOf<M>) =>
    (...[call, reply]: Parameters<handleUnaryCall<RequestOf<M>, ResponseOf<M>>>): void => {
      try {
        reply(null, answer(queriesFor(catalogOf(call.getHost())), call.request));
      } catch (error) {
        reply(statusOf(error));
      }
    };
  const stream =
    <M extends keyof Codec>(answer: (queries: CatalogQueries, request: RequestOf<M>) => Iterable<ResponseOf<M>>) =>
    (...[call]: Parameters<handleServerStreamingCall<RequestOf<M>, ResponseOf<M>>>): void => {
      const catalog = catalogOf(call.getHost());
      void send(call, catalog, () => answer(queriesFor(catalog), call.request));
    };
  const listPackages = stream<'listPackages'>((queries) => queries.packageNames().map((name) => ({ name })));
  return {
    listPackages: (...[call]: Parameters<typeof listPackages>): void => {
      catalogOf(call.getHost())?.countPackagesAsked();
      listPackages(call);
    },
    listBundles: stream<'listBundles'>((queries) => queries.bundles()),
    getPackage: unary<'getPackage'>((queries, { name }) => queries.package(name)),
    getBundle: unary<'getBundle'>((queries, asked) => queries.bundle(asked.pkgName, asked.channelName, asked.csvName)),
    getBundleForChannel: unary<'getBundleForChannel'>((queries, asked) =>
      queries.head(asked.pkgName, asked.channelName),
    ),
    getBundleThatReplaces: unary<'getBundleThatReplaces'>((queries, asked) =>
      queries.bundleThatReplaces(asked.csvName, asked.pkgName, asked.channelName),
    ),
    getChannelEntriesThatReplace: stream<'getChannelEntriesThatReplace'>((queries, { csvName }) =>
      queries.entriesThatReplace(csvName),
    ),
    getChannelEntriesThatProvide: stream<'getChannelEntriesThatProvide'>((queries, api) =>
      queries.entriesThatProvide(api),
    ),
    getLatestChannelEntriesThatProvide: stream<'getLatestChannelEntriesThatProvide'>((queries, api) =>
      queries.latestEntriesThatProvide(api),
    ),
    getDefaultBundleThatProvides: unary<'getDefaultBundleThatProvides'>((queries, api) =>
      queries.defaultBundleThatProvides(api),
    ),
  };
}

/** Sends as fast as the client reads; ends with ABORTED where the content changes meanwhile. */
async function send<Response>(
  call: ServerWritableStream<unknown, Response>,
  catalog: ServedCatalog | undefined,
  answer: () => Iterable<Response>,
): Promise<void> {
  let isOver = false;
  const end = catalog?.follow({
    abort() {
      isOver = true;
      call.emit('error', failed(status.ABORTED, 'the catalogue has changed: ask again'));
    },
  });
  call.once('cancelled', () => {
    isOver = true;
  });
  try {
    for (const item of answer()) {
      if (isOver) return;
      if (!call.write(item)) await Promise.race([once(call, 'drain'), once(call, 'cancelled')]);
    }
    if (!isOver) call.end();
  } catch (error) {
    if (!isOver) call.emit('error', statusOf(error));
  } finally {
    end?.();
  }
}

function queriesFor(catalog: ServedCatalog | undefined): CatalogQueries {
  if (catalog === undefined) throw new Failure('NotFound', 'there is no such catalogue at this address');
  if (catalog.queries !== undefined) return catalog.queries;
  throw new Failure('ServiceUnavailable', 'the catalogue is not loaded yet');
}

/** operator-registry answers UNKNOWN to whatever is not there. */
function statusOf(error: unknown): Partial<ServiceError> {
  if (!(error instanceof Failure)) return failed(status.INTERNAL, 'the catalogue failed');
  return failed(error.code === 'ServiceUnavailable' ? status.UNAVAILABLE : status.UNKNOWN, error.message);
}

function failed(code: status, details: string): Partial<ServiceError> {
  return new StatusBuilder().withCode(code).withDetails(details).build();
}
