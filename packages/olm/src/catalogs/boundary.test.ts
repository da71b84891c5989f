import { CatalogSource, Secret } from '@violet/api';
import { createClusterSet } from '@violet/controller';
import { Failure } from '@violet/machinery';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { catalogSourceController } from '../catalog-source/controller.ts';
import type { ImageReading } from '../images/image-reading.ts';
import { surroundingsOf } from '../surroundings.ts';
import { aCatalog, aRegistryBundle } from '../testing/catalog-content.ts';
import { type CatalogServer, startCatalogServer } from '../testing/catalog-server.ts';
import { anOlmCluster, type OlmCluster } from '../testing/olm-cluster.ts';
import { type RunningFleet, startCatalogFleet } from './fleet.ts';

let cluster: OlmCluster;
let catalogs: RunningFleet;
let server: CatalogServer;
const readings = new Map<string, ImageReading>();
const secret = 'a password of somebody';

beforeAll(async () => {
  cluster = await anOlmCluster();
  server = await startCatalogServer(aCatalog(aRegistryBundle('demo', '1.0.0')));
  const clusters = createClusterSet();
  const surroundings = surroundingsOf({
    catalogNamespace: 'global',
    isOwnCatalog: (member, { namespace, name }, address) =>
      member === 'member' && namespace === 'global' && name === 'own' && address === server.address,
    openRegistry(image, reading) {
      readings.set(image, reading);
      throw new Failure('ServiceUnavailable', `${image} is not read in this test`);
    },
  });
  catalogs = startCatalogFleet({ clusters, surroundings });
  clusters.join('member', cluster.client);
  cluster.run([catalogSourceController({ catalogs })]);
  await cluster.namespace('global');
  await cluster.namespace('tenant');
});

afterAll(async () => {
  catalogs.stop();
  server.close();
  await cluster.close();
});

afterEach(() => server.calls.clear());

async function aSource(
  name: string,
  namespace: string,
  spec: Partial<CatalogSource['spec']>,
  labels: Record<string, string> = {},
): Promise<void> {
  const { apiVersion, kind } = { apiVersion: 'operators.coreos.com/v1alpha1', kind: 'CatalogSource' };
  const metadata = { name, namespace, labels };
  await cluster.create(CatalogSource, { apiVersion, kind, metadata, spec: { sourceType: 'grpc', ...spec } });
}

function statusOf(name: string, namespace: string) {
  return cluster.eventually(CatalogSource, namespace, name, (found) => {
    const { reason, message, connectionState } = found?.status ?? {};
    return { reason, message, state: connectionState?.lastObservedState };
  });
}

describe('a CatalogSource with an address inside', () => {
  it('is not dialled, and says so with a way out', async () => {
    await aSource('inside', 'tenant', { address: server.address });

    await statusOf('inside', 'tenant').toEqual({
      reason: 'RegistryServerError',
      message:
        '127.0.0.1 is in the loopback network, which the platform does not reach for a catalogue: offer it at a public address, ' +
        `or have an administrator allow it: --catalog-address ${server.address}`,
      state: 'TRANSIENT_FAILURE',
    });
    expect(server.calls.size).toBe(0);
  });

  it.each([
    ['a name of another in the catalogue namespace', 'other', 'global'],
    ['the name of the platform’s own in another namespace', 'own', 'tenant'],
  ])('is not dialled under %s', async (_what, name, namespace) => {
    await aSource(name, namespace, { address: server.address });

    await expect.poll(() => catalogs.of('member').get(namespace, name)?.health.problem).toMatch(/loopback network/);
    expect(server.calls.size).toBe(0);
  });

  it('of a Library is waited for where the platform does not serve it yet, as after each restart', async () => {
    await aSource('library', 'global', { address: server.address }, { 'cpaas.io/library': 'library' });

    await statusOf('library', 'global').toEqual({
      reason: 'RegistryServerError',
      message: 'the platform has just begun and does not serve catalogue library yet',
      state: 'TRANSIENT_FAILURE',
    });
    expect(server.calls.size).toBe(0);
  });

  it('is dialled where the platform itself serves it', async () => {
    await aSource('own', 'global', { address: server.address });

    await statusOf('own', 'global').toEqual({ reason: undefined, message: undefined, state: 'READY' });
  });

  it.each([
    ['metadata', '169.254.169.254:80', /link-local network/],
    ['name', 'localhost:50051', /localhost \(127\.0\.0\.1\) is in the loopback network/],
    ['octal', '0177.0.0.1:1', /is in the loopback network/],
    ['number', '2130706433:1', /is in the loopback network/],
    ['socket', 'unix:/run/docker.sock', /is not the address of a catalogue/],
  ])('is refused in every way of writing it: %s', async (name, address, problem) => {
    await aSource(name, 'tenant', { address });

    await expect.poll(() => catalogs.of('member').get('tenant', name)?.health.problem).toMatch(problem);
  });
});

describe('an image of a CatalogSource', () => {
  beforeAll(async () => {
    const auths = { 'registry.test': { username: 'jane', password: secret } };
    const data = (config: string) => ({ '.dockerconfigjson': Buffer.from(config).toString('base64') });
    const aSecret = (name: string, config: string) =>
      cluster.create(Secret, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: 'tenant' },
        type: 'kubernetes.io/dockerconfigjson',
        data: data(config),
      });
    await aSecret('pull', JSON.stringify({ auths }));
    await aSecret(
      'broken',
      JSON.stringify({ auths: { 'registry.test': { auth: Buffer.from(secret).toString('base64') } } }),
    );
  });

  const readingOf = async (image: string) => await expect.poll(() => readings.get(image)).toBeDefined();

  it('is read with the pull secrets that it names, not with the rights of the platform', async () => {
    const image = 'registry.test/theirs:1';
    await aSource('theirs', 'tenant', { image, secrets: ['missing', 'pull'] });

    await readingOf(image);
    expect(readings.get(image)).toMatchObject({
      isTrusted: false,
      credentials: { username: 'jane', password: secret },
    });
  });

  it('is read without credentials where no secret is for its registry', async () => {
    const image = 'other.test/theirs:1';
    await aSource('anonymous', 'tenant', { image, secrets: ['pull'] });

    await readingOf(image);
    expect(readings.get(image)).not.toHaveProperty('credentials');
  });

  it('may be read with the rights of the platform in the catalogue namespace alone', async () => {
    const image = 'registry.test/global:1';
    await aSource('image', 'global', { image });

    await readingOf(image);
    expect(readings.get(image)?.isTrusted).toBe(true);
  });

  it('is reached where catalogues are, and nowhere else', async () => {
    const reach = readings.get('registry.test/theirs:1')?.addressesOf;

    await expect(reach?.('127.0.0.1', 443)).rejects.toThrow('loopback network');
    await expect(reach?.('169.254.169.254', 80)).rejects.toThrow('link-local network');
    expect(await reach?.('8.8.8.8', 443)).toEqual(['8.8.8.8']);
  });

  it('says nothing of a secret that is none but its name', async () => {
    await aSource('broken', 'tenant', { image: 'registry.test/broken:1', secrets: ['broken'] });

    await expect
      .poll(() => catalogs.of('member').get('tenant', 'broken')?.health.problem)
      .toBe('secret tenant/broken: auths["registry.test"].auth: not base64 of username:password');
  });
});
