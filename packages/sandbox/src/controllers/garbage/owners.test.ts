import { connectCluster, parseKubeconfig } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aSandbox, type SandboxUnderTest } from '../../testing/a-sandbox.ts';
import { ConfigMap } from '../kinds/core.ts';
import { classifyOwners, GoneOwners } from './owners.ts';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());

it('of many dependents only the first asks for an owner that is gone; one that lives is asked for each time', async () => {
  const asked: string[] = [];
  const client = connectCluster(parseKubeconfig(sandbox.kubeconfig).access(), {
    onRequest: ({ path }) => void asked.push(path),
  });
  const configMaps = client.resource(ConfigMap, 'default');
  const aConfigMap = (metadata: KubernetesObject['metadata']) =>
    configMaps.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
  const { uid } = (await aConfigMap({ name: 'owner' })).metadata;
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid };
  const lost = { ...owner, uid: 'of-another-time' };
  const dependent = await aConfigMap({ name: 'dependent', ownerReferences: [owner, lost] });
  const gone = new GoneOwners();
  await classifyOwners(client, dependent, gone);
  asked.length = 0;

  expect(await classifyOwners(client, dependent, gone)).toMatchObject({ solid: [owner], dangling: [lost] });
  expect(asked).toHaveLength(1);
  await client.close();
});
