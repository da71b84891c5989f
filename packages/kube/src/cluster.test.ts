import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFailure, type KubernetesObject } from '@violet/machinery';
import { aSandbox, type SandboxUnderTest } from '@violet/sandbox/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCache } from './cache/reflector.ts';
import type { Cluster } from './cluster.ts';
import { connectCluster } from './connect.ts';
import { parseKubeconfig } from './kubeconfig.ts';

interface ConfigMap extends KubernetesObject {
  data?: Record<string, string>;
}

const ConfigMaps = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  scope: 'Namespaced',
  object: undefined as unknown as ConfigMap,
} as const;

let sandbox: SandboxUnderTest;
let cluster: Cluster;

beforeAll(async () => {
  sandbox = await aSandbox();
  cluster = connectCluster(parseKubeconfig(sandbox.kubeconfig).access());
});

afterAll(async () => {
  await cluster.close();
  await sandbox.close();
});

function aConfigMap(name: string, data: Record<string, string> = {}): ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data };
}

describe('a resource client', () => {
  it('creates, reads, replaces, patches and deletes', async () => {
    const maps = cluster.resource(ConfigMaps, 'default');

    const created = await maps.create(aConfigMap('life', { a: '1' }));
    const replaced = await maps.replace({ ...created, data: { a: '2' } });
    const merged = await maps.patch('life', { type: 'merge', body: { data: { b: '3' } } });
    const patched = await maps.patch('life', { type: 'json', body: [{ op: 'remove', path: '/data/a' }] });

    expect(replaced.data).toEqual({ a: '2' });
    expect(merged.data).toEqual({ a: '2', b: '3' });
    expect(patched.data).toEqual({ b: '3' });
    expect((await maps.get('life'))?.data).toEqual({ b: '3' });
    await expect(maps.replace(created)).rejects.toSatisfy((error) => isFailure(error, 'Conflict'));
    await expect(maps.create(aConfigMap('life'))).rejects.toSatisfy((error) => isFailure(error, 'AlreadyExists'));
    expect(await maps.delete('life')).toBeUndefined();
    expect(await maps.get('life')).toBeUndefined();
  });

  it('is answered with metadata only where it asks for no more', async () => {
    const maps = cluster.resource(ConfigMaps, 'default');

    const created = await maps.create(aConfigMap('brief', { a: '1' }), { metadataOnly: true });
    const body = [{ op: 'replace', path: '/metadata/resourceVersion', value: created.metadata.resourceVersion }];
    const patched = await maps.patch('brief', { type: 'json', body: [...body, { op: 'remove', path: '/data' }] });
    const stale = maps.patch('brief', { type: 'json', body }, { metadataOnly: true });

    expect(created).not.toHaveProperty('data');
    expect(patched).toMatchObject({ metadata: { name: 'brief', uid: created.metadata.uid } });
    await expect(stale).rejects.toSatisfy((error) => isFailure(error, 'Conflict'));
    await maps.delete('brief');
  });

  it('answers the object that finalizers hold when it is deleted', async () => {
    const maps = cluster.resource(ConfigMaps, 'default');
    await maps.create({ ...aConfigMap('held'), metadata: { name: 'held', finalizers: ['violet.test/hold'] } });

    const left = await maps.delete('held');
    await maps.patch('held', { type: 'merge', body: { metadata: { finalizers: null } } });

    expect(left?.metadata.deletionTimestamp).toBeDefined();
    expect(await maps.get('held')).toBeUndefined();
  });

  it('applies its own fields and takes those of others only by force', async () => {
    const maps = cluster.resource(ConfigMaps, 'default');
    await maps.apply(aConfigMap('applied', { a: '1' }), { fieldManager: 'one' });

    await expect(maps.apply(aConfigMap('applied', { a: '2' }), { fieldManager: 'two' })).rejects.toSatisfy((error) =>
      isFailure(error, 'Conflict'),
    );
    const forced = await maps.apply(aConfigMap('applied', { a: '2' }), { fieldManager: 'two', force: true });

    expect(forced.data).toEqual({ a: '2' });
  });

  it('reads all pages, or one where a limit is given, and selects by labels', async () => {
    const maps = cluster.resource(ConfigMaps, 'kube-public');
    for (const name of ['p1', 'p2', 'p3']) {
      await maps.create({ ...aConfigMap(name), metadata: { name, labels: { page: name === 'p2' ? 'b' : 'a' } } });
    }

    const page = await maps.list({ limit: 2, labelSelector: 'page' });
    const rest = await maps.list({ limit: 2, labelSelector: 'page', continue: page.continue ?? '' });
    const all = await maps.list({ labelSelector: 'page=a' });

    expect([...page.items, ...rest.items].map(({ metadata }) => metadata.name)).toEqual(['p1', 'p2', 'p3']);
    expect(rest.continue).toBeUndefined();
    expect(all.items.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['ConfigMap p1', 'ConfigMap p3']);
    await maps.deleteCollection({ labelSelector: 'page' });
    expect((await maps.list({ labelSelector: 'page' })).items).toEqual([]);
  });

  it('does nothing in a dry run', async () => {
    const maps = cluster.resource(ConfigMaps, 'default');

    await maps.create(aConfigMap('dry'), { dryRun: true });

    expect(await maps.get('dry')).toBeUndefined();
  });

  it('watches from a version until it is aborted', async () => {
    const maps = cluster.resource(ConfigMaps, 'default');
    const { resourceVersion } = await maps.list();
    const controller = new AbortController();
    const seen: string[] = [];
    await maps.create(aConfigMap('watched', { n: '1' }));
    await maps.patch('watched', { type: 'merge', body: { data: { n: '2' } } });
    await maps.delete('watched');

    for await (const event of maps.watch({
      resourceVersion,
      fieldSelector: 'metadata.name=watched',
      signal: controller.signal,
    })) {
      if (event.type === 'BOOKMARK') continue;
      seen.push(`${event.type} ${event.object.data?.['n']}`);
      if (event.type === 'DELETED') break;
    }

    expect(seen).toEqual(['ADDED 1', 'MODIFIED 2', 'DELETED 2']);
  });
});

it('a large answer that nobody reads does not hold up others', async () => {
  const maps = cluster.resource(ConfigMaps, 'kube-public');
  const large = Array.from({ length: 12 }, (_, index) => aConfigMap(`large-${index}`, { text: 'x'.repeat(1_000_000) }));
  await Promise.all(
    large.map((map) => maps.create({ ...map, metadata: { ...map.metadata, namespace: 'kube-public' } })),
  );

  const list = { path: '/api/v1/namespaces/kube-public/configmaps' };
  const [{ body }] = await Promise.all([cluster.request(list), cluster.request(list), cluster.request(list)]);
  await maps.deleteCollection();
  let came = 0;
  for await (const chunk of body) came += chunk.byteLength;

  expect(came).toBeGreaterThan(large.length * 1_000_000);
});

describe('discovery', () => {
  it('finds kinds, and new ones after they were missed', async () => {
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'probes.violet.test' },
      spec: {
        group: 'violet.test',
        scope: 'Cluster',
        names: { kind: 'Probe', plural: 'probes' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    };
    const definitions = await cluster.find('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
    if (definitions === undefined) throw new Error('CRDs are not served');

    expect(await cluster.find('apps/v1', 'Deployment')).toMatchObject({ plural: 'deployments', scope: 'Namespaced' });
    expect(await cluster.find('violet.test/v1', 'Probe')).toBeUndefined();
    await cluster.resource(definitions).create(definition);

    await expect
      .poll(() => cluster.find('violet.test/v1', 'Probe'))
      .toMatchObject({ plural: 'probes', scope: 'Cluster' });
    expect((await cluster.resources()).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['Pod', 'Deployment', 'Probe']),
    );
  });
});

describe('a cache', () => {
  it('holds what is there and follows what changes', async () => {
    const maps = cluster.resource(ConfigMaps, 'default');
    await maps.create(aConfigMap('cached', { n: '1' }));
    const cache = startCache(cluster, ConfigMaps, { namespace: 'default' });
    await cache.whenSynced();

    const before = cache.get('cached', 'default')?.data;
    const written = await maps.patch('cached', { type: 'merge', body: { data: { n: '2' } } });
    const reached = await cache.until(
      () => cache.get('cached', 'default')?.metadata.resourceVersion === written.metadata.resourceVersion,
      5000,
    );
    const after = cache.get('cached', 'default')?.data;
    await maps.delete('cached');
    const gone = await cache.until(() => cache.get('cached', 'default') === undefined, 5000);
    cache.stop();

    expect([before, reached, after, gone]).toEqual([{ n: '1' }, true, { n: '2' }, true]);
  });

  it('of metadata holds nothing else', async () => {
    await cluster.resource(ConfigMaps, 'default').apply(aConfigMap('meta', { big: 'data' }), { fieldManager: 'test' });
    const cache = startCache(cluster, ConfigMaps, { metadataOnly: true });
    await cache.whenSynced();

    const object = cache.get('meta', 'default');
    cache.stop();

    expect(Object.keys(object ?? {})).toEqual(['apiVersion', 'kind', 'metadata']);
    expect(object).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
  });
});

it('a server whose authority is unknown is not talked to', async () => {
  const stranger = connectCluster({ server: sandbox.address, token: sandbox.token });

  await expect(stranger.json({ path: '/version' })).rejects.toThrow(/certificate is signed by/);
  await stranger.close();
});

it('a cache goes on after the cluster was away', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kube-'));
  const dataFile = join(directory, 'cluster.db');
  const first = await aSandbox({ dataFile });
  const client = connectCluster(parseKubeconfig(first.kubeconfig).access());
  await client.resource(ConfigMaps, 'default').create(aConfigMap('before'));
  const cache = startCache(client, ConfigMaps, { namespace: 'default', random: () => 0 });
  await cache.whenSynced();

  await first.close();
  await expect.poll(() => cache.failure, { timeout: 5000 }).toBeDefined();
  const admin = { username: 'admin', groups: ['system:masters'] };
  const tokens = new Map([[first.token, admin]]);
  const second = await aSandbox({ dataFile, port: Number(new URL(first.address).port), tokens });
  await client.resource(ConfigMaps, 'default').create(aConfigMap('after'));
  await expect.poll(() => names(cache.list('default')), { timeout: 8000 }).toEqual(['after', 'before']);

  cache.stop();
  await client.close();
  await second.close();
  await rm(directory, { recursive: true });
});

function names(objects: readonly KubernetesObject[]): string[] {
  return objects.map(({ metadata }) => metadata.name ?? '').sort();
}
