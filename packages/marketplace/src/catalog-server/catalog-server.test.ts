import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import {
  type CatalogContent,
  messageCodec,
  type RegistryBundle,
  type RegistryMethod,
  registryCodec,
  registryDescriptor,
} from '@violet/bundles';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CatalogServer, type OpenCatalog, startCatalogServer } from './catalog-server.ts';

let server: CatalogServer;
let clients: Client[] = [];

beforeAll(() => {
  server = startCatalogServer();
});
afterAll(async () => {
  for (const client of clients) client.close();
  clients = [];
  await server.close();
});

function bundle(csvName: string, change: Partial<RegistryBundle> = {}): RegistryBundle {
  return {
    csvName,
    packageName: 'demo',
    channelName: 'stable',
    csvJson: `{"name":"${csvName}"}`,
    object: ['{}'],
    bundlePath: '',
    providedApis: [{ group: 'example.com', version: 'v1', kind: 'Thing', plural: 'things' }],
    requiredApis: [],
    version: csvName.replace('demo.v', ''),
    skipRange: '',
    dependencies: [],
    properties: [],
    replaces: '',
    skips: [],
    ...change,
  };
}

function content(...versions: string[]): CatalogContent {
  const bundles = versions.map((version, index) =>
    bundle(`demo.v${version}`, index === 0 ? {} : { replaces: `demo.v${versions[index - 1]}` }),
  );
  const channels = [{ name: 'stable', csvName: bundles.at(-1)?.csvName ?? '' }];
  return { packages: [{ name: 'demo', channels, defaultChannelName: 'stable' }], bundles };
}

async function aCatalog(first?: CatalogContent): Promise<{ catalog: OpenCatalog; client: Client }> {
  const catalog = await server.open({ listen: '127.0.0.1:0' });
  if (first !== undefined) catalog.swap(first);
  return { catalog, client: connect(catalog.address) };
}

function connect(address: string, authority?: string): Client {
  const options = authority === undefined ? {} : { 'grpc.default_authority': authority };
  const client = new Client(address, credentials.createInsecure(), options);
  clients.push(client);
  return client;
}

function list<Q, R>(client: Client, method: RegistryMethod<Q, R>, asked: Q): Promise<R[]> {
  return new Promise((resolve, reject) => {
    const found: R[] = [];
    const call = client.makeServerStreamRequest(
      method.path,
      (value: Q) => Buffer.from(method.encodeRequest(value)),
      (bytes: Buffer) => method.decodeResponse(bytes),
      asked,
    );
    call.on('data', (item: R) => found.push(item));
    call.on('error', reject);
    call.on('end', () => resolve(found));
  });
}

function ask<Q, R>(client: Client, method: RegistryMethod<Q, R>, asked: Q): Promise<R | undefined> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      method.path,
      (value: Q) => Buffer.from(method.encodeRequest(value)),
      (bytes: Buffer) => method.decodeResponse(bytes),
      asked,
      (error: ServiceError | null, answer?: R) => (error === null ? resolve(answer) : reject(error)),
    );
  });
}

/** The answers of server reflection to these questions. */
function reflect(client: Client, version: string, questions: readonly Uint8Array[]): Promise<Buffer[]> {
  const raw = (bytes: Buffer) => bytes;
  const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
  return new Promise((resolve, reject) => {
    const answers: Buffer[] = [];
    const call = client.makeBidiStreamRequest(path, raw, raw);
    call.on('data', (bytes: Buffer) => answers.push(bytes));
    call.on('error', reject);
    call.on('end', () => resolve(answers));
    for (const one of questions) call.write(Buffer.from(one));
    call.end();
  });
}

function question(about: string): Uint8Array {
  const codec = messageCodec<{ file: string; symbol: string; list: string }>({
    file: { number: 3, type: 'string' },
    symbol: { number: 4, type: 'string' },
    list: { number: 7, type: 'string' },
  });
  const kind = about === 'list' ? 'list' : about.endsWith('.proto') ? 'file' : 'symbol';
  return codec.encode({ file: '', symbol: '', list: '', [kind]: about });
}

const names = (bundles: { csvName: string }[]) => bundles.map(({ csvName }) => csvName);

describe('a catalogue over gRPC', () => {
  it('answers every question of api.Registry', async () => {
    const { client } = await aCatalog(content('1.0.0', '1.1.0'));
    const api = { group: 'example.com', version: 'v1', kind: 'Thing', plural: '' };
    const entry = { packageName: 'demo', channelName: 'stable', bundleName: 'demo.v1.1.0', replaces: 'demo.v1.0.0' };
    const first = { ...entry, bundleName: 'demo.v1.0.0', replaces: '' };

    expect(await list(client, registryCodec.listPackages, {})).toEqual([{ name: 'demo' }]);
    expect(names(await list(client, registryCodec.listBundles, {}))).toEqual(['demo.v1.0.0', 'demo.v1.1.0']);
    expect(await ask(client, registryCodec.getPackage, { name: 'demo' })).toEqual({
      name: 'demo',
      channels: [{ name: 'stable', csvName: 'demo.v1.1.0' }],
      defaultChannelName: 'stable',
    });
    const place = { pkgName: 'demo', channelName: 'stable' };
    expect(await ask(client, registryCodec.getBundle, { ...place, csvName: 'demo.v1.1.0' })).toEqual(
      bundle('demo.v1.1.0'),
    );
    expect(await ask(client, registryCodec.getBundleForChannel, place)).toEqual(bundle('demo.v1.1.0'));
    expect(await ask(client, registryCodec.getBundleThatReplaces, { ...place, csvName: 'demo.v1.0.0' })).toEqual(
      bundle('demo.v1.1.0'),
    );
    expect(await list(client, registryCodec.getChannelEntriesThatReplace, { csvName: 'demo.v1.0.0' })).toEqual([entry]);
    expect(await list(client, registryCodec.getChannelEntriesThatProvide, api)).toEqual([first, entry]);
    expect(await list(client, registryCodec.getLatestChannelEntriesThatProvide, api)).toEqual([entry]);
    expect(await ask(client, registryCodec.getDefaultBundleThatProvides, api)).toEqual(bundle('demo.v1.1.0'));
  });

  it.each([
    ['a package', registryCodec.getPackage, { name: 'other' }, 'package "other" not found'],
    [
      'a channel',
      registryCodec.getBundleForChannel,
      { pkgName: 'demo', channelName: 'beta' },
      'package "demo", channel "beta" not found',
    ],
    [
      'a bundle',
      registryCodec.getBundle,
      { pkgName: 'demo', channelName: 'stable', csvName: 'x' },
      'package "demo", channel "stable", bundle "x" not found',
    ],
    [
      'a replacement',
      registryCodec.getBundleThatReplaces,
      { pkgName: 'demo', channelName: 'stable', csvName: 'x' },
      'no entry found for package "demo", channel "stable"',
    ],
    [
      'a provider',
      registryCodec.getDefaultBundleThatProvides,
      { group: 'g', version: 'v1', kind: 'K', plural: '' },
      'no channel entries found that provide group:"g" version:"v1" kind:"K"',
    ],
  ])('says of %s that it is not there', async (_what, method, asked, message) => {
    const { client } = await aCatalog(content('1.0.0'));

    await expect(ask(client, method as RegistryMethod<unknown, unknown>, asked)).rejects.toMatchObject({
      code: status.UNKNOWN,
      details: message,
    });
  });

  it('leaves out of the list what the image has, and has it where one bundle is asked for', async () => {
    const byImage = { packages: content('1.0.0').packages, bundles: [bundle('demo.v1.0.0', { bundlePath: 'hub/x' })] };
    const { client } = await aCatalog(byImage);

    const [listed] = await list(client, registryCodec.listBundles, {});
    expect(listed).toMatchObject({ bundlePath: 'hub/x', csvJson: '', object: [] });
    const head = await ask(client, registryCodec.getBundleForChannel, { pkgName: 'demo', channelName: 'stable' });
    expect(head?.csvJson).toBe('{"name":"demo.v1.0.0"}');
  });

  it('is unavailable, not empty, until it is loaded', async () => {
    const { catalog, client } = await aCatalog();
    const empty = { packages: [], bundles: [] };

    await expect(list(client, registryCodec.listBundles, {})).rejects.toMatchObject({ code: status.UNAVAILABLE });
    catalog.swap(empty);
    expect(await list(client, registryCodec.listBundles, {})).toEqual([]);
  });

  it('has every client connect again when it changes', async () => {
    const { catalog, client } = await aCatalog(content('1.0.0'));
    await list(client, registryCodec.listBundles, {});
    const isReady = client.getChannel().getConnectivityState(false);
    const changed = new Promise<void>((resolve) =>
      client.getChannel().watchConnectivityState(isReady, Number.POSITIVE_INFINITY, () => resolve()),
    );
    catalog.swap(content('1.0.0', '1.1.0'));

    await changed;
    expect(names(await list(client, registryCodec.listBundles, {}))).toEqual(['demo.v1.0.0', 'demo.v1.1.0']);
  });

  it('cuts off who is still reading the old content', async () => {
    const bundles = Array.from({ length: 100 }, (_, index) =>
      bundle(`demo.v${index}`, { csvJson: 'x'.repeat(500_000) }),
    );
    const { catalog, client } = await aCatalog({ packages: content('1.0.0').packages, bundles });
    const { path, encodeRequest, decodeResponse } = registryCodec.listBundles;
    const call = client.makeServerStreamRequest(
      path,
      (value: object) => Buffer.from(encodeRequest(value)),
      (bytes: Buffer) => decodeResponse(bytes),
      {},
    );
    const failed = new Promise<ServiceError>((resolve) =>
      call.once('error', (error) => resolve(error as ServiceError)),
    );
    let read = 0;
    await new Promise<void>((resolve) => call.once('data', () => resolve()));
    call.pause();
    catalog.swap(content('2.0.0'));
    call.on('data', () => read++);
    call.resume();

    expect([status.ABORTED, status.UNAVAILABLE, status.CANCELLED, status.INTERNAL]).toContain((await failed).code);
    expect(read).toBeLessThan(99);
  });

  it('shares one address with others where they have names', async () => {
    const first = await server.open({ listen: '127.0.0.1:0' });
    const [one, two] = await Promise.all(
      ['platform', 'custom'].map((name) => server.open({ listen: first.address, names: [`${name}.svc:50051`] })),
    );
    one?.swap(content('1.0.0'));
    two?.swap(content('2.0.0'));

    const listed = await Promise.all(
      ['platform', 'custom', 'other'].map((name) =>
        list(connect(first.address, `${name}.svc:50051`), registryCodec.listBundles, {}).then(names, String),
      ),
    );
    expect(listed[0]).toEqual(['demo.v1.0.0']);
    expect(listed[1]).toEqual(['demo.v2.0.0']);
    expect(listed[2]).toContain('there is no such catalogue at this address');
  });

  it('is the same however the port of its name is written, and counts who asks for its packages', async () => {
    const names = ['platform.svc:50051'];
    const catalog = await server.open({ listen: '127.0.0.1:0', names });
    catalog.swap(content('1.0.0'));

    for (const authority of ['platform.svc:50051', 'platform.svc:050051'])
      expect(await list(connect(catalog.address, authority), registryCodec.listPackages, {})).toEqual([
        { name: 'demo' },
      ]);
    expect(catalog.packagesAsked).toBe(2);
  });

  it('says whether it is healthy', async () => {
    const { catalog, client } = await aCatalog();
    const text = messageCodec<{ service: string }>({ service: { number: 1, type: 'string' } });
    const answer = messageCodec<{ status: number }>({ status: { number: 1, type: 'number' } });
    const check = {
      path: '/grpc.health.v1.Health/Check',
      serverStreaming: false,
      encodeRequest: text.encode,
      decodeRequest: text.decode,
      encodeResponse: answer.encode,
      decodeResponse: answer.decode,
    };

    expect(await ask(client, check, { service: '' })).toEqual({ status: 2 });
    catalog.swap(content('1.0.0'));
    expect(await ask(client, check, { service: 'api.Registry' })).toEqual({ status: 1 });
    expect(await list(client, { ...check, path: '/grpc.health.v1.Health/Watch' }, { service: '' })).toEqual([
      { status: 1 },
    ]);
  });

  it.each(['v1', 'v1alpha'])('describes itself to whoever asks by reflection %s', async (version) => {
    const { client } = await aCatalog();
    const asked = [
      'list',
      'api.Registry',
      'registry.proto',
      'other',
      'grpc.health.v1.Health',
      'grpc/health/v1/health.proto',
    ];
    const answers = await reflect(client, version, asked.map(question));

    const [services, bySymbol, byFile, unknown, health, healthFile] = answers;
    for (const name of ['api.Registry', 'grpc.health.v1.Health']) expect(services?.toString()).toContain(name);
    for (const found of [bySymbol, byFile]) expect(found?.includes(Buffer.from(registryDescriptor()))).toBe(true);
    expect(unknown?.toString()).toContain('other is not known');
    for (const found of [health, healthFile]) expect(found?.toString()).toContain('HealthCheckResponse');
  });

  it('is not stopped by a question that is none', async () => {
    const { client } = await aCatalog(content('1.0.0'));

    await expect(reflect(client, 'v1', [Buffer.from([0x0f, 0xff])])).rejects.toMatchObject({ code: status.INTERNAL });
    expect(await list(client, registryCodec.listPackages, {})).toEqual([{ name: 'demo' }]);
  });
});
