import { CatalogSource, ClusterServiceVersion, InstallPlan, Subscription } from '@violet/api';
import type { RegistryBundle } from '@violet/bundles';
import { systemClock } from '@violet/kube';
import { connectRegistry } from '@violet/oci';
import { startTestRegistry, type TestRegistry } from '@violet/registry/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPlanController } from '../install-plan/controller.ts';
import { pushImage } from '../testing/bundle-image.ts';
import { aCatalog, aRegistryBundle } from '../testing/catalog-content.ts';
import { memoryCatalogs } from '../testing/memory-catalogs.ts';
import { anOlmCluster, type OlmCluster } from '../testing/olm-cluster.ts';
import { createBundleUnpacker } from '../unpack/bundle-unpacker.ts';
import { resolutionController } from './controller.ts';

// No webhook is there, and no guard: what is tested is what the engine does by itself.
const catalogs = memoryCatalogs('catalogs');
let cluster: OlmCluster;
let registry: TestRegistry;

beforeAll(async () => {
  cluster = await anOlmCluster();
  registry = await startTestRegistry();
  const openRegistry = () => connectRegistry({ address: registry.address, plain: true });
  const settings = {
    catalogNamespace: 'catalogs',
    openRegistry,
    mustBeApproved: (annotations: Record<string, string>) => annotations['provider-type'] === 'platform',
  };
  const unpacker = createBundleUnpacker({ openImage: async () => openRegistry(), clock: systemClock });
  cluster.run([resolutionController({ settings, catalogs, unpacker }), installPlanController(settings)]);
}, 60_000);

afterAll(async () => {
  await cluster.close();
  await registry.close();
});

function aBundle(name: string, providerType: string, fields: Partial<RegistryBundle> = {}): RegistryBundle {
  const csv = JSON.stringify({
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: { name: `${name}.v1.0.0`, annotations: { 'provider-type': providerType } },
    spec: { displayName: name, version: '1.0.0', install: { strategy: 'deployment', spec: { deployments: [] } } },
  });
  return aRegistryBundle(name, '1.0.0', { csvJson: csv, object: [csv], ...fields });
}

async function subscribed(namespace: string, name: string, ...bundles: RegistryBundle[]): Promise<void> {
  await cluster.namespace(namespace);
  await cluster.create(CatalogSource, {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'CatalogSource',
    metadata: { name: 'cat', namespace },
    spec: { sourceType: 'grpc', address: 'localhost:1' },
  });
  catalogs.offer(namespace, 'cat', aCatalog(...bundles));
  await cluster.create(Subscription, {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { name, namespace },
    spec: { source: 'cat', sourceNamespace: namespace, name, channel: 'stable', installPlanApproval: 'Automatic' },
  });
}

async function waitingPlan(namespace: string): Promise<InstallPlan | undefined> {
  await expect
    .poll(async () => (await cluster.list(InstallPlan, namespace)).map(({ status }) => status?.phase), {
      timeout: 20_000,
    })
    .toEqual(['RequiresApproval']);
  return (await cluster.list(InstallPlan, namespace))[0];
}

describe('an operator that must be approved', () => {
  it.each(['inline', 'in an image'])(
    'is not installed by a Subscription with Automatic approval: %s',
    async (where) => {
      const namespace = where.replaceAll(' ', '-');
      const whole = aBundle('harbor', 'platform');
      const image = 'registry.test/bundles/harbor:v1';
      await pushImage(registry.address, image, { 'manifests/csv.json': whole.csvJson });
      const isInline = where === 'inline';
      await subscribed(
        namespace,
        'harbor',
        isInline ? whole : { ...whole, bundlePath: image, csvJson: '', object: [] },
      );

      const plan = await waitingPlan(namespace);

      expect(plan?.spec).toMatchObject({ approval: 'Manual', approved: false });
      expect(await cluster.list(ClusterServiceVersion, namespace)).toEqual([]);
      const blocked = cluster.eventually(Subscription, namespace, 'harbor', (one) =>
        one?.status?.conditions?.find(({ type }) => type === 'Blocked')?.message?.replace(/install-\w+/g, 'install-x'),
      );
      await blocked.toEqual(
        'InstallPlan install-x, which installs harbor.v1.0.0, waits for approval. Approve it by setting its spec.approved to true: ' +
          `kubectl patch installplan install-x -n ${namespace} --type merge -p '{"spec":{"approved":true}}'`,
      );
    },
  );

  it('asks for approval as a dependency, too, and its own Subscription asks for it from then on', async () => {
    const requires = { type: 'olm.package.required', value: '{"packageName":"harbor","versionRange":">=1.0.0"}' };
    const lamps = aBundle('lamps', 'community');
    const needy = { ...lamps, properties: [...lamps.properties, requires] };
    await subscribed('needs', 'lamps', needy, aBundle('harbor', 'platform'));

    const plan = await waitingPlan('needs');
    expect(await cluster.list(ClusterServiceVersion, 'needs')).toEqual([]);
    await cluster.client
      .resource(InstallPlan, 'needs')
      .patch(plan?.metadata.name ?? '', { type: 'merge', body: { spec: { approved: true } } });

    await cluster
      .eventually(Subscription, 'needs', 'harbor-stable-cat-needs', (one) => one?.spec.installPlanApproval)
      .toEqual('Manual');
  });

  it('keeps no other one from being installed by itself', async () => {
    await subscribed('free', 'lamps', aBundle('lamps', 'community'), aBundle('harbor', 'platform'));

    await cluster.eventually(Subscription, 'free', 'lamps', (one) => one?.status?.state).toEqual('AtLatestKnown');
  });
});
