import { Server, ServerCredentials, type ServerWritableStream, type sendUnaryData, status } from '@grpc/grpc-js';
import { type CatalogContent, type PackageQuery, type RegistryMethod, registryCodec } from '@violet/bundles';

export interface CatalogServer {
  /** `host:port`. */
  readonly address: string;
  /** New content, then the connections are dropped, as a catalogue server does for OLM. */
  swap(content: CatalogContent): void;
  /** How often each method was called. */
  readonly calls: Map<string, number>;
  /** Instead of an answer: silence, bytes that are no message, or an error. */
  misbehave(how: 'hang' | 'garbage' | 'fail' | undefined): void;
  close(): void;
}

/** A catalogue server that serves what it is told, by default on loopback and a free port. */
export async function startCatalogServer(
  content: CatalogContent,
  port = 0,
  host = '127.0.0.1',
): Promise<CatalogServer> {
  const server = new Server();
  let current = content;
  let mischief: 'hang' | 'garbage' | 'fail' | undefined;
  const calls = new Map<string, number>();
  const count = (method: string) => calls.set(method, (calls.get(method) ?? 0) + 1);
  const stream =
    <T>(name: string, items: () => T[]) =>
    (call: ServerWritableStream<object, T | 'garbage'>) => {
      count(name);
      if (mischief === 'hang') return;
      if (mischief === 'fail') return void call.emit('error', { code: status.INTERNAL, details: 'the disk is full' });
      for (const item of mischief === 'garbage' ? (['garbage'] as const) : items()) call.write(item);
      call.end();
    };
  const unary =
    <Q, T>(name: string, answer: (query: Q) => T | undefined) =>
    ({ request }: { request: Q }, callback: sendUnaryData<T>) => {
      count(name);
      const found = answer(request);
      if (found === undefined) callback({ code: status.UNKNOWN, details: 'not found' });
      else callback(null, found);
    };
  server.addService(
    {
      listBundles: definition(registryCodec.listBundles),
      listPackages: definition(registryCodec.listPackages),
      getPackage: definition(registryCodec.getPackage),
      getBundleForChannel: definition(registryCodec.getBundleForChannel),
    },
    {
      listBundles: stream('listBundles', () =>
        current.bundles.map((bundle) => (bundle.bundlePath === '' ? bundle : { ...bundle, csvJson: '', object: [] })),
      ),
      listPackages: stream('listPackages', () => current.packages.map(({ name }) => ({ name }))),
      getPackage: unary('getPackage', ({ name }: PackageQuery) => current.packages.find((one) => one.name === name)),
      getBundleForChannel: unary(
        'getBundleForChannel',
        ({ pkgName, channelName }: { pkgName: string; channelName: string }) => {
          const owner = current.packages.find(({ name }) => name === pkgName);
          const head = owner?.channels.find(({ name }) => name === channelName)?.csvName;
          return current.bundles.find((one) => one.csvName === head && one.channelName === channelName);
        },
      ),
    },
  );
  const bound = await new Promise<number>((resolve, reject) =>
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, chosen) =>
      error === null ? resolve(chosen) : reject(error),
    ),
  );
  const address = `${host}:${bound}`;
  return {
    address,
    calls,
    swap(next) {
      current = next;
      server.drain(address, 20);
    },
    misbehave(how) {
      mischief = how;
    },
    close: () => server.forceShutdown(),
  };
}

function definition<Q, T>(method: RegistryMethod<Q, T>) {
  return {
    path: method.path,
    requestStream: false,
    responseStream: method.serverStreaming,
    requestSerialize: (value: Q) => Buffer.from(method.encodeRequest(value)),
    requestDeserialize: (bytes: Buffer) => method.decodeRequest(bytes),
    responseSerialize: (value: T | 'garbage') =>
      value === 'garbage' ? Buffer.from([0xff, 0xff, 0xff]) : Buffer.from(method.encodeResponse(value)),
    responseDeserialize: (bytes: Buffer) => method.decodeResponse(bytes),
  };
}
