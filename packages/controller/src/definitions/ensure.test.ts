import { CustomResourceDefinition, customResourceDefinition, olmDefinitions, productKinds } from '@violet/api';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { aSandbox, type SandboxUnderTest } from '@violet/sandbox/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDefinitions } from './ensure.ts';

let sandbox: SandboxUnderTest;
let cluster: Cluster;
const written: string[] = [];

beforeAll(async () => {
  sandbox = await aSandbox();
  const onRequest = ({ method, path }: { method: string; path: string }) => {
    if (method === 'PATCH') written.push(path.split('?')[0]?.split('/').at(-1) ?? '');
  };
  cluster = connectCluster(parseKubeconfig(sandbox.kubeconfig).access(), { onRequest });
});
afterAll(async () => {
  await cluster.close();
  await sandbox.close();
});

describe('definitions', () => {
  it('are written once, and again only where they differ from what is there', async () => {
    const definitions = [...productKinds, ...(await olmDefinitions())].map(customResourceDefinition);
    await ensureDefinitions(cluster, definitions);
    expect(written).toHaveLength(definitions.length);

    written.length = 0;
    await ensureDefinitions(cluster, definitions);
    expect(written).toEqual([]);

    const [changed, ...others] = definitions;
    if (changed === undefined) throw new Error('there are no definitions');
    const name = changed.metadata.name ?? '';
    await cluster.resource(CustomResourceDefinition).patch(name, {
      type: 'merge',
      body: { spec: { names: { shortNames: ['someone'] } } },
    });
    written.length = 0;
    await ensureDefinitions(cluster, [changed, ...others]);
    expect(written).toEqual([name]);
  });
});
