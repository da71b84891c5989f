import { CatalogSource, ConfigMap, NetworkPolicy, olmLabels, Pod, Role, Service, ServiceAccount } from '@violet/api';
import { createClusterSet } from '@violet/controller';
import type { Registry } from '@violet/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningFleet, startCatalogFleet } from '../catalogs/fleet.ts';
import { surroundingsOf } from '../surroundings.ts';
import { aCatalog, aRegistryBundle } from '../testing/catalog-content.ts';
import { startCatalogServer } from '../testing/catalog-server.ts';
import { anOlmCluster, type OlmCluster } from '../testing/olm-cluster.ts';
import { catalogSourceController } from './controller.ts';

let cluster: OlmCluster;
let catalogs: RunningFleet;

beforeAll(async () => {
  cluster = await anOlmCluster();
  const clusters = createClusterSet();
  const openRegistry = (): Registry => {
    throw new Error('no registry');
  };
  catalogs = startCatalogFleet({
    clusters,
    surroundings: surroundingsOf({ catalogNamespace: 'global', openRegistry, allowedPlaces: ['*'] }),
  });
  clusters.join('member', cluster.client);
  cluster.run([catalogSourceController({ catalogs })]);
  await cluster.namespace('catalogs');
});

afterAll(async () => {
  catalogs.stop();
  await cluster.close();
});

function source(name: string, spec: CatalogSource['spec'], metadata: CatalogSource['metadata'] = {}): CatalogSource {
  const meta = { ...metadata, name, namespace: 'catalogs' };
  return { apiVersion: 'operators.coreos.com/v1alpha1', kind: 'CatalogSource', metadata: meta, spec };
}

const configMapData = {
  customResourceDefinitions: '[]',
  clusterServiceVersions: JSON.stringify([
    {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'ClusterServiceVersion',
      metadata: { name: 'demo.v1.0.0' },
      spec: { version: '1.0.0' },
    },
  ]),
  packages: JSON.stringify([{ packageName: 'demo', channels: [{ name: 'stable', currentCSV: 'demo.v1.0.0' }] }]),
};

function aConfigMap(name: string, data = configMapData): ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'catalogs' }, data };
}

function status(name: string, read: (status: NonNullable<CatalogSource['status']>) => unknown) {
  return cluster.eventually(CatalogSource, 'catalogs', name, (found) => read(found?.status ?? {}));
}

async function podsOf(name: string) {
  const pods = await cluster.list(Pod, 'catalogs');
  return pods.filter(({ metadata }) => metadata.labels?.[olmLabels.catalogSource] === name);
}

describe('a CatalogSource', () => {
  it.each<[string, CatalogSource['spec'], string]>([
    ['no-image', { sourceType: 'grpc' }, 'image and address unset: at least one must be set for sourcetype: grpc'],
    ['no-map', { sourceType: 'internal' }, 'configmap name unset: must be set for sourcetype: internal'],
    ['no-type', { sourceType: 'stone' }, 'unknown sourcetype: stone'],
  ])('says what is wrong with %s', async (name, spec, message) => {
    await cluster.create(CatalogSource, source(name, spec));
    await status(name, (found) => found).toEqual({ reason: 'SpecInvalidError', message });
  });

  it('is READY at its address, and named in its status when it goes away', async () => {
    const server = await startCatalogServer(aCatalog(aRegistryBundle('demo', '0.1.0')));
    const { address } = server;
    await cluster.create(CatalogSource, source('addressed', { sourceType: 'grpc', address, priority: 3 }));
    await status('addressed', (found) => [found.connectionState?.lastObservedState, found.message]).toEqual([
      'READY',
      undefined,
    ]);
    const found = await cluster.get(CatalogSource, 'catalogs', 'addressed');
    expect(found?.status?.registryService).toEqual({ protocol: 'grpc', createdAt: expect.any(String) });
    expect(found?.status?.connectionState?.address).toBe(address);
    expect(await podsOf('addressed')).toEqual([]);
    const [visible] = catalogs.of('member').visibleFrom('catalogs');
    expect(visible).toMatchObject({ name: 'addressed', priority: 3 });
    server.close();
    await status('addressed', ({ reason, message, connectionState }) => ({
      reason,
      message,
      state: connectionState?.lastObservedState === 'READY' ? 'READY' : 'away',
    })).toEqual({ reason: 'RegistryServerError', message: `${address} cannot be reached`, state: 'away' });
    expect(catalogs.of('member').get('catalogs', 'addressed')?.snapshot?.content.bundles).toHaveLength(1);
  });

  it('in a ConfigMap is loaded at once, with the objects that OLM makes beside it', async () => {
    await cluster.create(CatalogSource, source('mapped', { sourceType: 'internal', configMap: 'bundle' }));
    await status('mapped', ({ reason, message }) => [reason, message]).toEqual([
      'ConfigMapError',
      'failed to get catalog config map bundle: configmaps "bundle" not found',
    ]);
    const made = await cluster.create(ConfigMap, aConfigMap('bundle'));
    await status('mapped', (found) => found.connectionState?.lastObservedState).toEqual('READY');
    const adopted = await cluster.get(ConfigMap, 'catalogs', 'bundle');
    expect(adopted?.metadata.labels).toEqual({ 'olm.managed': 'false' });
    expect(adopted?.metadata.ownerReferences).toMatchObject([{ kind: 'CatalogSource', name: 'mapped' }]);
    await status('mapped', (found) => found.configMapReference).toEqual({
      name: 'bundle',
      namespace: 'catalogs',
      uid: made.metadata.uid,
      resourceVersion: adopted?.metadata.resourceVersion,
      lastUpdateTime: expect.any(String),
    });
    await status('mapped', (found) => found.registryService).toEqual({
      protocol: 'grpc',
      serviceName: 'mapped',
      serviceNamespace: 'catalogs',
      port: '50051',
      createdAt: expect.any(String),
    });
    await expect.poll(async () => (await podsOf('mapped')).length).toBe(1);
    const [pod] = await podsOf('mapped');
    expect(pod?.spec).toMatchObject({
      serviceAccountName: 'mapped-configmap-server',
      containers: [
        { name: 'configmap-registry-server', command: ['configmap-server', '-c', 'bundle', '-n', 'catalogs'] },
      ],
    });
    expect(await cluster.get(Role, 'catalogs', 'mapped-configmap-reader')).toMatchObject({
      rules: [{ verbs: ['get'], resources: ['configmaps'], resourceNames: ['bundle'] }],
    });
    expect(await cluster.get(ServiceAccount, 'catalogs', 'mapped-configmap-server')).toBeDefined();
    expect(catalogs.of('member').get('catalogs', 'mapped')?.snapshot?.content.packages).toMatchObject([
      { name: 'demo' },
    ]);
  });

  it('gets another pod, and its new content, when its ConfigMap changes', async () => {
    await cluster.create(ConfigMap, aConfigMap('changing'));
    await cluster.create(CatalogSource, source('changing', { sourceType: 'configmap', configMap: 'changing' }));
    await expect.poll(async () => (await podsOf('changing')).length, { timeout: 10_000 }).toBe(1);
    const [before] = await podsOf('changing');
    const data = { packages: configMapData.packages.replace('demo"', 'other"') };
    await cluster.client.resource(ConfigMap, 'catalogs').patch('changing', { type: 'merge', body: { data } });
    const names = () =>
      catalogs
        .of('member')
        .get('catalogs', 'changing')
        ?.snapshot?.content.packages.map(({ name }) => name);
    await expect.poll(names, { timeout: 2_000 }).toEqual(['other']);
    await expect
      .poll(async () => (await podsOf('changing')).map(({ metadata }) => metadata.uid === before?.metadata.uid), {
        timeout: 10_000,
      })
      .toEqual([false]);
    await status('changing', ({ configMapReference, connectionState }) => [
      connectionState?.lastObservedState,
      (connectionState?.lastConnect ?? '') > (configMapReference?.lastUpdateTime ?? ''),
    ]).toEqual(['READY', true]);
  });

  it('in an image has the pod, Service, account and policies of OLM, and says that the image cannot be read', async () => {
    const spec = { sourceType: 'grpc', image: 'registry.test/catalog:v1', secrets: ['pull', ''] };
    await cluster.create(CatalogSource, source('imaged.v1', spec, { annotations: { note: 'kept' } }));
    await status('imaged.v1', (found) => found.registryService?.serviceName).toEqual('imaged-v1');
    const [pod] = await podsOf('imaged.v1');
    expect(pod?.metadata).toMatchObject({
      labels: { 'olm.managed': 'true', 'olm.pod-spec-hash': expect.any(String) },
      annotations: { note: 'kept', 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' },
    });
    expect(await cluster.get(Service, 'catalogs', 'imaged-v1')).toMatchObject({
      spec: { selector: { 'olm.catalogSource': 'imaged.v1', 'olm.managed': 'true' } },
    });
    expect(await cluster.get(ServiceAccount, 'catalogs', 'imaged.v1')).toMatchObject({
      imagePullSecrets: [{ name: 'pull' }],
    });
    await status('imaged.v1', (found) => [found.reason, found.message, found.connectionState?.address]).toEqual([
      'RegistryServerError',
      'no registry',
      'imaged-v1.catalogs.svc:50051',
    ]);
  });

  it('makes anew what was deleted, and reverts what was changed', async () => {
    await cluster.create(CatalogSource, source('guarded', { sourceType: 'grpc', image: 'registry.test/catalog:v1' }));
    await status('guarded', (found) => found.registryService?.serviceName).toEqual('guarded');
    const [pod] = await podsOf('guarded');
    const policies = cluster.client.resource(NetworkPolicy, 'catalogs');
    await cluster.client.resource(Pod, 'catalogs').delete(pod?.metadata.name ?? '', { gracePeriodSeconds: 0 });
    await policies.delete('guarded-grpc-server');
    await policies.patch('guarded-unpack-bundles', { type: 'merge', body: { spec: { policyTypes: ['Ingress'] } } });
    await expect
      .poll(async () => (await podsOf('guarded')).map(({ metadata }) => metadata.uid !== pod?.metadata.uid), {
        timeout: 10_000,
      })
      .toEqual([true]);
    await cluster
      .eventually(NetworkPolicy, 'catalogs', 'guarded-grpc-server', (found) => found?.spec?.ingress)
      .toEqual([{ ports: [{ protocol: 'TCP', port: 50051 }] }]);
    await cluster
      .eventually(NetworkPolicy, 'catalogs', 'guarded-unpack-bundles', (found) => found?.spec?.policyTypes)
      .toEqual(['Ingress', 'Egress']);
  });

  it('says that its interval is none, and takes it back when it is one', async () => {
    const updateStrategy = { registryPoll: { interval: '45mError.code' } };
    const image = 'registry.test/catalog:v1';
    await cluster.create(CatalogSource, source('polled', { sourceType: 'grpc', image, updateStrategy }));
    await status('polled', ({ reason, message }) => [reason, message]).toEqual([
      'InvalidIntervalError',
      'error parsing spec.updateStrategy.registryPoll.interval. Using the default value of 15m0s instead. Error: time: unknown unit "mError" in duration "45mError.code"',
    ]);
    const body = { spec: { updateStrategy: { registryPoll: { interval: '45m' } } } };
    await cluster.client.resource(CatalogSource, 'catalogs').patch('polled', { type: 'merge', body });
    await status('polled', ({ reason }) => reason).toEqual('RegistryServerError');
  });

  it('looks for a new image with a second pod when the interval is over', async () => {
    const updateStrategy = { registryPoll: { interval: '1s' } };
    const image = 'registry.test/catalog:v1';
    await cluster.create(CatalogSource, source('polling', { sourceType: 'grpc', image, updateStrategy }));
    await status('polling', (found) => found.latestImageRegistryPoll !== undefined).toEqual(true);
  });

  it('takes the version of the cluster into its image', async () => {
    const annotations = { 'olm.catalogImageTemplate': 'registry.test/catalog:v{kube_major_version}' };
    const image = 'registry.test/catalog:old';
    await cluster.create(CatalogSource, source('templated', { sourceType: 'grpc', image }, { annotations }));
    await cluster
      .eventually(CatalogSource, 'catalogs', 'templated', (found) => found?.spec.image)
      .toEqual('registry.test/catalog:v1');
    await status('templated', ({ conditions }) => conditions?.map(({ type, status: is }) => [type, is])).toEqual([
      ['TemplatesHaveResolved', 'True'],
      ['ResolvedImage', 'True'],
    ]);
  });
});
