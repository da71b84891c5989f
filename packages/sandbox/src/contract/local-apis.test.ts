import { ApiService, CustomResourceDefinition } from '@violet/api';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSandbox, type SandboxUnderTest } from '../testing.ts';

const automanaged = 'kube-aggregator.kubernetes.io/automanaged';
const applied = { fieldManager: 'test', force: true };

let sandbox: SandboxUnderTest;
let client: Cluster;

beforeAll(async () => {
  sandbox = await aSandbox();
  client = connectCluster(parseKubeconfig(sandbox.kubeconfig).access());
});
afterAll(async () => {
  await client.close();
  await sandbox.close();
});

const get = (name: string) => client.resource(ApiService).get(name);

function aDefinition(versions: Record<string, boolean>): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'trees.woods.example.com' },
    spec: {
      group: 'woods.example.com',
      scope: 'Cluster',
      names: { kind: 'Tree', plural: 'trees' },
      versions: Object.entries(versions).map(([name, served], index) => ({
        name,
        served,
        storage: index === 0,
        schema: { openAPIV3Schema: { type: 'object' } },
      })),
    },
  } as KubernetesObject;
}

const apply = (definition: KubernetesObject) =>
  client.resource(CustomResourceDefinition).apply(definition as never, applied);

function judged(service: Stored<ApiService> | undefined): unknown {
  const { status, reason, message } = service?.status?.conditions?.[0] ?? {};
  return { labels: service?.metadata.labels, spec: service?.spec, condition: { status, reason, message } };
}

const available = { status: 'True', reason: 'Local', message: 'Local APIServices are always available' };

describe('group versions that the cluster answers for itself', () => {
  it('are among the APIServices', async () => {
    const { items } = await client.resource(ApiService).list();

    expect(items.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining([
        'v1.',
        'v1.apps',
        'v1.rbac.authorization.k8s.io',
        'v1.apiextensions.k8s.io',
        'v2.autoscaling',
      ]),
    );
    expect(items.map(({ metadata }) => metadata.name)).not.toContain('v1.apiregistration.k8s.io');
    expect(judged(await get('v1.'))).toEqual({
      labels: { [automanaged]: 'onstart' },
      spec: { version: 'v1', groupPriorityMinimum: 18000, versionPriority: 1 },
      condition: available,
    });
  });

  it('come and go with the definitions that serve them', async () => {
    await apply(aDefinition({ v1: true, v2: true }));
    expect(judged(await get('v1.woods.example.com'))).toEqual({
      labels: { [automanaged]: 'true' },
      spec: { group: 'woods.example.com', version: 'v1', groupPriorityMinimum: 1000, versionPriority: 100 },
      condition: available,
    });
    expect(await get('v2.woods.example.com')).toBeDefined();

    await apply(aDefinition({ v1: true, v2: false }));
    expect(await get('v2.woods.example.com')).toBeUndefined();

    await client.resource(CustomResourceDefinition).delete('trees.woods.example.com');
    await expect.poll(() => get('v1.woods.example.com')).toBeUndefined();
  });

  it('are there again when somebody deletes or changes them', async () => {
    await apply(aDefinition({ v1: true }));
    const services = client.resource(ApiService);

    await services.delete('v1.woods.example.com');
    await services.patch('v1.woods.example.com', { type: 'merge', body: { spec: { versionPriority: 7 } } });

    expect((await get('v1.woods.example.com'))?.spec.versionPriority).toBe(100);
    await client.resource(CustomResourceDefinition).delete('trees.woods.example.com');
  });

  it('are left to who brought them by hand', async () => {
    const spec = { group: 'hand.example.com', version: 'v1', groupPriorityMinimum: 5, versionPriority: 6 };
    await client.resource(ApiService).create({
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1.hand.example.com' },
      spec,
    });

    expect(judged(await get('v1.hand.example.com'))).toEqual({ labels: undefined, spec, condition: available });
    await client.resource(ApiService).delete('v1.hand.example.com');
  });
});
