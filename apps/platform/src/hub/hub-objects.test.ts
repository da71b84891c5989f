import { customResourceDefinition, Namespace, ProductBase, productKinds, systemNamespace } from '@violet/api';
import { ensureDefinitions } from '@violet/controller';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { aSandbox, type SandboxUnderTest } from '@violet/sandbox/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeHubObjects } from './hub-objects.ts';

let sandbox: SandboxUnderTest;
let hub: Cluster;

beforeAll(async () => {
  sandbox = await aSandbox({ name: 'global' });
  hub = connectCluster(parseKubeconfig(sandbox.kubeconfig).access());
  await ensureDefinitions(hub, productKinds.map(customResourceDefinition));
  await hub.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace } });
});
afterAll(async () => {
  await hub?.close();
  await sandbox?.close();
});

const account = { username: 'someone', password: 'a secret' };
const facts = {
  publicUrl: 'https://standby.example.com',
  registry: { address: 'standby.example.com:11443', ...account, puller: account, ca: '' },
  clusters: ['global'],
  version: 'v4.1.0',
  isEmbedded: true,
  chartRepoUrl: () => 'https://standby.example.com/charts',
};

describe('how a platform describes itself', () => {
  it('names its registry, and as a standby that of the platform which it follows', async () => {
    await writeHubObjects(hub, facts);
    const alone = await hub.resource(ProductBase).get('base');
    await writeHubObjects(hub, { ...facts, standbyOf: 'primary.example.com:11443' });
    const standby = await hub.resource(ProductBase).get('base');
    await writeHubObjects(hub, facts);
    const aloneAgain = await hub.resource(ProductBase).get('base');

    for (const base of [alone, aloneAgain]) {
      expect(base?.spec.registry.address).toBe('standby.example.com:11443');
      expect(base?.spec.role).toBeUndefined();
    }
    expect(standby?.spec).toMatchObject({ role: 'standby', registry: { address: 'primary.example.com:11443' } });
  });

  it('lists what the product offers, and what others have listed stays', async () => {
    const listed = async () => {
      const base = await hub.resource(ProductBase).get('base');
      const artifacts = base?.status?.artifacts as { name: string; packageType: string }[] | undefined;
      return artifacts?.map(({ name, packageType }) => `${packageType} ${name}`);
    };
    await writeHubObjects(hub, facts);
    const own = ['OperatorBundle harbor-ce-operator', 'ModulePlugin log-center'];
    expect(await listed()).toEqual(own);

    const artifacts = [{ name: 'other', packageType: 'OperatorBundle' }];
    await hub.resource(ProductBase).patchStatus('base', { type: 'merge', body: { status: { artifacts } } });
    await writeHubObjects(hub, { ...facts, isEmbedded: false });
    expect(await listed()).toEqual(['OperatorBundle other']);
    await writeHubObjects(hub, facts);
    expect(await listed()).toEqual(['OperatorBundle other', ...own]);
  });
});
