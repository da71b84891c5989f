import type { KubernetesObject } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aLiveCluster, type LiveCluster } from '../testing/a-live-cluster.ts';
import { ConfigMap, EndpointSlice, Endpoints, Namespace, ServiceAccount } from './kinds/core.ts';
import { kind } from './kinds/kind.ts';
import { Pod } from './kinds/pod.ts';
import { PersistentVolume, PersistentVolumeClaim } from './kinds/storage.ts';

let cluster: LiveCluster;

beforeAll(async () => {
  cluster = await aLiveCluster();
});

afterAll(() => cluster.close());

const ClusterRole = kind<KubernetesObject & { rules?: unknown[] }>(
  'rbac.authorization.k8s.io/v1',
  'ClusterRole',
  'clusterroles',
  'Cluster',
);

function aConfigMap(name: string, metadata: KubernetesObject['metadata'] = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata } };
}

function aPod(name: string, labels: Record<string, string> = {}, spec: object = {}): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: { containers: [{ name: 'c', image: 'nginx', ports: [{ name: 'http', containerPort: 8080 }] }], ...spec },
  };
}

describe('a namespace', () => {
  const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

  it('has an account for its pods, and what they need to trust the API', async () => {
    await cluster.apply(namespace('fresh'));

    await expect.poll(() => cluster.client.resource(ServiceAccount, 'fresh').get('default')).toBeDefined();
    await expect
      .poll(async () => (await cluster.client.resource(ConfigMap, 'fresh').get('kube-root-ca.crt'))?.data?.['ca.crt'])
      .toContain('BEGIN CERTIFICATE');
  });

  it('takes its contents along, and says what holds it up', async () => {
    await cluster.apply(namespace('doomed'), {
      ...aConfigMap('held'),
      metadata: { name: 'held', namespace: 'doomed', finalizers: ['violet.test/hold'] },
    });
    const maps = cluster.client.resource(ConfigMap, 'doomed');
    const namespaces = cluster.client.resource(Namespace);

    await namespaces.delete('doomed');
    const messages = async () => (await namespaces.get('doomed'))?.status?.conditions?.map(({ message }) => message);
    await expect
      .poll(messages)
      .toContain('Some content in the namespace has finalizers remaining: violet.test/hold in 1 resource instances');
    await maps.patch('held', { type: 'merge', body: { metadata: { finalizers: null } } });

    await expect.poll(() => namespaces.get('doomed'), { timeout: 8000 }).toBeUndefined();
    expect((await maps.list()).items).toEqual([]);
  });
});

describe('the garbage collector', () => {
  it('takes what lost its last owner, of custom kinds too, and keeps what has another', async () => {
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'owners.violet.test' },
      spec: {
        group: 'violet.test',
        scope: 'Namespaced',
        names: { kind: 'Owner', plural: 'owners', singular: 'owner', listKind: 'OwnerList' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    };
    const Owner = kind('violet.test/v1', 'Owner', 'owners');
    await cluster.apply(definition);
    await expect.poll(() => cluster.client.find('violet.test/v1', 'Owner')).toBeDefined();
    const owners = cluster.client.resource(Owner, 'default');
    const [one, two] = await Promise.all(
      ['one', 'two'].map((name) => owners.create({ apiVersion: 'violet.test/v1', kind: 'Owner', metadata: { name } })),
    );
    const reference = (owner: typeof one) => ({
      apiVersion: 'violet.test/v1',
      kind: 'Owner',
      name: owner?.metadata.name ?? '',
      uid: owner?.metadata.uid ?? '',
    });
    await cluster.apply(
      aConfigMap('of-one', { ownerReferences: [reference(one)] }),
      aConfigMap('of-both', { ownerReferences: [reference(one), reference(two)] }),
    );

    await owners.delete('one');

    await cluster.expectObject(ConfigMap, 'of-one', (found) => found).toBecome(undefined);
    await cluster
      .expectObject(ConfigMap, 'of-both', (found) => found?.metadata.ownerReferences?.map(({ name }) => name))
      .toBecome(['two']);
  });

  it('takes what names an owner that never was', async () => {
    const ghost = { apiVersion: 'v1', kind: 'ConfigMap', name: 'ghost', uid: 'a1b2c3d4-0000-4000-8000-000000000000' };

    await cluster.apply(aConfigMap('haunted', { ownerReferences: [ghost] }));

    await cluster.expectObject(ConfigMap, 'haunted', (found) => found).toBecome(undefined);
  });
});

describe('a service', () => {
  it('leads to its ready pods, in both forms', async () => {
    const spec = { selector: { app: 'shop' }, ports: [{ port: 80, targetPort: 'http' }] };
    await cluster.apply(
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'shop' }, spec },
      aPod('shop-1', { app: 'shop' }),
    );

    const ready = () =>
      cluster.expectObject(Endpoints, 'shop', (found) =>
        (found?.subsets ?? []).map(({ addresses = [], ports = [] }) => [
          addresses.map(({ targetRef }) => targetRef?.name),
          ports.map(({ port }) => port),
        ]),
      );
    await ready().toBecome([[['shop-1'], [8080]]]);
    const slices = () => cluster.list(EndpointSlice, 'kubernetes.io/service-name=shop');
    await expect
      .poll(async () => (await slices()).map(({ endpoints }) => endpoints.map(({ conditions }) => conditions?.ready)))
      .toEqual([[true]]);
    await cluster.client.resource(Pod, 'default').delete('shop-1');

    await ready().toBecome([]);
  });
});

describe('a claim', () => {
  it('is bound to a volume, kept while a pod uses it, and takes the volume along', async () => {
    const spec = {
      storageClassName: 'simulated',
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '2Gi' } },
    };
    await cluster.apply({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', finalizers: ['kubernetes.io/pvc-protection'] },
      spec,
    });
    await cluster
      .expectObject(PersistentVolumeClaim, 'data', (claim) => [claim?.status?.phase, claim?.status?.capacity])
      .toBecome(['Bound', { storage: '2Gi' }]);
    await cluster.apply(aPod('user', {}, { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] }));
    await cluster.expectObject(Pod, 'user', (pod) => pod?.status?.phase).toBecome('Running');

    const held = await cluster.client.resource(PersistentVolumeClaim, 'default').delete('data');
    await cluster.client.resource(Pod, 'default').delete('user');

    expect(held?.metadata.deletionTimestamp).toBeDefined();
    await cluster.expectObject(PersistentVolumeClaim, 'data', (claim) => claim).toBecome(undefined);
    await expect.poll(async () => (await cluster.client.resource(PersistentVolume).list()).items).toEqual([]);
  });
});

describe('an aggregating role', () => {
  it('has the rules of those that carry its labels', async () => {
    const role = (name: string, labels: Record<string, string>, more: object) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name, labels },
      ...more,
    });
    const rule = { apiGroups: ['violet.test'], resources: ['probes'], verbs: ['get'] };
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { 'violet.test/aggregate': 'true' } }] };

    await cluster.apply(
      role('sum', {}, { aggregationRule }),
      role('part', { 'violet.test/aggregate': 'true' }, { rules: [rule] }),
    );

    await expect.poll(async () => (await cluster.client.resource(ClusterRole).get('sum'))?.rules).toEqual([rule]);
  });
});
