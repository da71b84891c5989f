import { CatalogSource, ClusterServiceVersion, InstallPlan, Subscription } from '@violet/api';
import type { RegistryBundle } from '@violet/bundles';
import { systemClock } from '@violet/kube';
import type { Stored } from '@violet/machinery';
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

const isOfPlatform = (annotations: Record<string, string>) => annotations['provider-type'] === 'platform';

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
    mustBeApproved: isOfPlatform,
    refusal: (
      { spec, metadata }: Stored<Subscription>,
      annotations: Record<string, string>,
      others: readonly Stored<Subscription>[],
    ) => {
      if (isOfPlatform(annotations) && spec.installPlanApproval !== 'Manual')
        return `${spec.name} is not for Automatic`;
      const first = others.find((one) => one.spec.name === spec.name)?.metadata;
      return first?.namespace === metadata.namespace ? undefined : `${spec.name} is in ${first?.namespace} already`;
    },
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
  await subscribe(namespace, name);
}

function blockedBy(namespace: string, name: string) {
  return cluster.eventually(Subscription, namespace, name, (one) => {
    const blocked = one?.status?.conditions?.find(({ type }) => type === 'Blocked');
    return blocked && `${blocked.reason}: ${blocked.message}`;
  });
}

async function subscribe(namespace: string, name: string): Promise<void> {
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
    'has no plan for a Subscription with Automatic approval, which says why, and keeps back no other one: %s',
    async (where) => {
      const namespace = where.replaceAll(' ', '-');
      const whole = aBundle('harbor', 'platform');
      const image = 'registry.test/bundles/harbor:v1';
      await pushImage(registry.address, image, { 'manifests/csv.json': whole.csvJson });
      const isInline = where === 'inline';
      const harbor = isInline ? whole : { ...whole, bundlePath: image, csvJson: '', object: [] };
      await subscribed(namespace, 'harbor', harbor, aBundle(`lamps-${namespace}`, 'community'));
      await subscribe(namespace, `lamps-${namespace}`);

      await blockedBy(namespace, 'harbor').toEqual('InstallationRefused: harbor is not for Automatic');
      await cluster
        .eventually(Subscription, namespace, `lamps-${namespace}`, (one) => one?.status?.state)
        .toEqual('AtLatestKnown');
      const plans = (await cluster.list(InstallPlan, namespace)).map(({ spec }) => spec.clusterServiceVersionNames);
      expect(plans).toEqual([[`lamps-${namespace}.v1.0.0`]]);

      const body = { spec: { installPlanApproval: 'Manual' } };
      await cluster.client.resource(Subscription, namespace).patch('harbor', { type: 'merge', body });
      await cluster
        .eventually(Subscription, namespace, 'harbor', (one) => one?.status?.state)
        .toEqual('UpgradePending');
      await blockedBy(namespace, 'harbor').toEqual(undefined);
      await cluster.client.resource(Subscription, namespace).delete('harbor');
    },
  );

  it('has no plan in a second namespace', async () => {
    await subscribed('first', 'twice', aBundle('twice', 'community'));
    await subscribed('second', 'twice', aBundle('twice', 'community'));

    await blockedBy('second', 'twice').toEqual('InstallationRefused: twice is in first already');
    await cluster.eventually(Subscription, 'first', 'twice', (one) => one?.status?.state).toEqual('AtLatestKnown');
    expect(await cluster.list(InstallPlan, 'second')).toEqual([]);
  });

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
});
