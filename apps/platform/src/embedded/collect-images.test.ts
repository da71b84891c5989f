import { gzipSync } from 'node:zlib';
import { ConfigMap, customResourceDefinition, ModulePlugin, Secret } from '@violet/api';
import { createClusterSet, ensureDefinitions, silentLog } from '@violet/controller';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { connectRegistry, digestOf, mediaTypes, type Registry } from '@violet/oci';
import { startTestRegistry, type TestRegistry } from '@violet/registry/testing';
import { aSandbox } from '@violet/sandbox/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { collectImages } from './collect-images.ts';

let server: TestRegistry;
let client: Registry;
let sandbox: Awaited<ReturnType<typeof aSandbox>>;
let cluster: Cluster;

beforeAll(async () => {
  server = await startTestRegistry();
  client = connectRegistry({ address: server.address, plain: true });
  sandbox = await aSandbox({ name: 'global' });
  cluster = connectCluster(parseKubeconfig(sandbox.kubeconfig).access());
  await ensureDefinitions(cluster, [customResourceDefinition(ModulePlugin)]);
});

afterAll(async () => {
  client.close();
  await cluster.close();
  await sandbox.close();
  await server.close();
});

const repository = 'acp/images';

/** A manifest without a tag. */
async function push(name: string): Promise<string> {
  const content = { schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests: [], annotations: { name } };
  const bytes = Buffer.from(JSON.stringify(content));
  return client.putManifest(repository, digestOf(bytes), bytes, mediaTypes.imageIndex);
}

function collect(expected: string[] = ['global']): Promise<boolean> {
  const clusters = createClusterSet();
  clusters.join('global', cluster);
  const { signal } = new AbortController();
  // What has just been pushed counts as old.
  return collectImages({ registry: server.registry, clusters, expected, log: silentLog, signal, youngMs: -60_000 });
}

async function remaining(digests: Record<string, string>): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(digests).map(async ([name, digest]) =>
      (await client.headManifest(repository, digest)) === undefined ? [] : [name],
    ),
  );
  return found.flat();
}

const at = (digest: string) => `${server.address}/${repository}@${digest}`;
const bare = (digest: string) => digest.slice('sha256:'.length);

it('takes away what no object of any kind names, and never what one does', async () => {
  const names = ['annotation', 'workload', 'text', 'digits', 'revision', 'nobody'];
  const digests = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await push(name)] as const)));
  const { annotation = '', workload = '', text = '', digits = '', revision = '' } = digests;
  await cluster.resource(ModulePlugin).create({
    apiVersion: `${ModulePlugin.group}/${ModulePlugin.version}`,
    kind: 'ModulePlugin',
    metadata: { name: 'web', annotations: { 'cpaas.io/version-v1.0.0': `{"digest":"${annotation}"}` } },
    spec: { name: 'web', description: { en: 'of the test', zh: '' }, logo: '', deleteable: true },
  } as never);
  await cluster.json({
    method: 'POST',
    path: '/apis/apps/v1/namespaces/default/deployments',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', image: at(workload) }] },
        },
      },
    }),
  });
  await cluster.resource(ConfigMap, 'default').create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'values' },
    data: { 'values.yaml': `image: ${at(text)}\nother:\n  sha: ${bare(digits)}\n` },
  });
  const release = gzipSync(JSON.stringify({ manifest: `image: ${at(revision)}` })).toString('base64');
  await cluster.resource(Secret, 'default').create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'sh.helm.release.v1.web.v1' },
    type: 'helm.sh/release.v1',
    data: { release: Buffer.from(release).toString('base64') },
  });

  expect(await collect()).toBe(true);

  expect(await remaining(digests)).toEqual(['annotation', 'workload', 'text', 'digits', 'revision']);
});

it('takes nothing away while a cluster of the fleet is not there to be asked', async () => {
  const digest = await push('perhaps named elsewhere');

  expect(await collect(['global', 'edge'])).toBe(false);

  expect(await remaining({ digest })).toEqual(['digest']);
});
