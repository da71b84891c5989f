/** The official client for JavaScript: lists, watches and informers against the embedded cluster. */
import {
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  makeInformer,
  type V1ConfigMap,
} from '@kubernetes/client-node';
import { aSandbox, type SandboxUnderTest } from '@violet/sandbox/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

let sandbox: SandboxUnderTest;
let config: KubeConfig;
let core: CoreV1Api;

beforeAll(async () => {
  sandbox = await aSandbox({ simulation: { nodes: [{ name: 'node' }] } });
  config = new KubeConfig();
  config.loadFromString(sandbox.kubeconfig);
  core = config.makeApiClient(CoreV1Api);
});

afterAll(() => sandbox?.close());

it('follows a collection with an informer', async () => {
  const seen: string[] = [];
  const list = () => core.listNamespacedConfigMap({ namespace: 'default', labelSelector: 'followed=yes' });
  const informer = makeInformer<V1ConfigMap>(config, '/api/v1/namespaces/default/configmaps', list, 'followed=yes');
  for (const verb of ['add', 'update', 'delete'] as const) {
    informer.on(verb, ({ metadata, data }) => seen.push(`${verb} ${metadata?.name} ${data?.['color']}`));
  }
  const followed = (name: string, color: string) => ({
    namespace: 'default',
    name,
    body: { metadata: { name, labels: { followed: 'yes' } }, data: { color } },
  });
  await core.createNamespacedConfigMap(followed('first', 'blue'));

  await informer.start();
  await vi.waitFor(() => expect(seen).toContain('add first blue'));
  await core.createNamespacedConfigMap(followed('second', 'red'));
  await core.replaceNamespacedConfigMap(followed('first', 'green'));
  await core.deleteNamespacedConfigMap({ name: 'second', namespace: 'default' });

  const expected = ['add first blue', 'add second red', 'update first green', 'delete second red'];
  await vi.waitFor(() => expect(seen).toEqual(expected));
  await informer.stop();
});

it('creates workloads and reads them back', async () => {
  const apps = config.makeApiClient(AppsV1Api);
  const labels = { app: 'web' };

  await apps.createNamespacedDeployment({
    namespace: 'default',
    body: {
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
      },
    },
  });

  await vi.waitFor(
    async () => {
      const { status } = await apps.readNamespacedDeployment({ name: 'web', namespace: 'default' });
      expect(status?.readyReplicas).toBe(2);
    },
    { timeout: 10_000, interval: 100 },
  );
});

it('hears what is wrong as the Status of the server', async () => {
  const missing = core.readNamespacedPod({ name: 'nothing', namespace: 'default' });

  await expect(missing).rejects.toMatchObject({ code: 404 });
  await expect(missing).rejects.toThrow(/pods .*nothing.* not found/);
  const custom = config.makeApiClient(CustomObjectsApi);
  await expect(
    custom.listClusterCustomObject({ group: 'example.com', version: 'v1', plural: 'nothings' }),
  ).rejects.toMatchObject({ code: 404 });
});
