import {
  CatalogSource,
  ClusterServiceVersion,
  ConfigMap,
  Event,
  InstallPlan,
  OperatorGroup,
  Role,
  RoleBinding,
  ServiceAccount,
  Subscription,
  type SubscriptionSpec,
} from '@violet/api';
import type { CatalogContent, RegistryBundle } from '@violet/bundles';
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

const catalogs = memoryCatalogs('catalogs');
let cluster: OlmCluster;
let registry: TestRegistry;

beforeAll(async () => {
  cluster = await anOlmCluster();
  await cluster.namespace('catalogs');
  registry = await startTestRegistry();
  const openRegistry = () => connectRegistry({ address: registry.address, plain: true });
  const settings = { catalogNamespace: 'catalogs', openRegistry };
  const unpacker = createBundleUnpacker({ openImage: async () => openRegistry(), clock: systemClock });
  cluster.run([resolutionController({ settings, catalogs, unpacker }), installPlanController(settings)]);
}, 30_000);

afterAll(async () => {
  await cluster.close();
  await registry.close();
});

let count = 0;

/** A namespace with a catalogue of its own, so that tests do not see each other's content. */
async function aNamespace(content: CatalogContent, group?: Partial<OperatorGroup>): Promise<string> {
  const name = `ops-${++count}`;
  await cluster.namespace(name, group);
  await aCatalogSource(name, 'cat');
  catalogs.offer(name, 'cat', content);
  return name;
}

async function aCatalogSource(namespace: string, name: string): Promise<void> {
  await cluster.create(CatalogSource, {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'CatalogSource',
    metadata: { name, namespace },
    spec: { sourceType: 'grpc', address: 'localhost:1' },
  });
}

async function subscribe(namespace: string, name: string, spec: Partial<SubscriptionSpec> = {}): Promise<void> {
  await cluster.create(Subscription, {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { name, namespace },
    spec: { source: 'cat', sourceNamespace: namespace, name, channel: 'stable', ...spec },
  });
}

function aBundle(packageName: string, version: string, fields: Partial<RegistryBundle> = {}): RegistryBundle {
  const csvName = `${packageName}.v${version}`;
  const csv = {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: { name: csvName },
    spec: { displayName: packageName, version, install: { strategy: 'deployment', spec: { deployments: [] } } },
  };
  return aRegistryBundle(packageName, version, {
    csvJson: JSON.stringify(csv),
    object: [JSON.stringify(csv)],
    ...fields,
  });
}

const stateOf = (one: Stored<Subscription> | undefined) => [one?.status?.state, one?.status?.installedCSV];
const conditionOf = (type: string) => (one: Stored<Subscription> | undefined) => {
  const condition = one?.status?.conditions?.find((each) => each.type === type);
  return condition === undefined ? undefined : [condition.status, condition.reason, condition.message];
};

async function csvsOf(namespace: string): Promise<[string, string | undefined][]> {
  const csvs = await cluster.list(ClusterServiceVersion, namespace);
  return csvs.map(({ metadata, spec }) => [metadata.name, spec.replaces]);
}

describe('a Subscription', () => {
  it('gets a plan, and through it the CSV', async () => {
    const namespace = await aNamespace(aCatalog(aBundle('lamps', '1.0.0')));
    await subscribe(namespace, 'lamps');

    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.0.0']);
    await cluster.eventually(Subscription, namespace, 'lamps', conditionOf('InstallPlanPending')).toEqual(undefined);
    const [plan, ...others] = await cluster.list(InstallPlan, namespace);
    expect(others).toEqual([]);
    expect(plan?.spec).toEqual({
      clusterServiceVersionNames: ['lamps.v1.0.0'],
      approval: 'Automatic',
      approved: true,
      generation: 1,
    });
    expect(plan?.status?.phase).toBe('Complete');
    const subscription = await cluster.get(Subscription, namespace, 'lamps');
    expect(plan?.metadata.ownerReferences).toEqual([
      expect.objectContaining({ kind: 'Subscription', name: 'lamps', uid: subscription?.metadata.uid }),
    ]);
    expect(subscription?.status).toMatchObject({
      currentCSV: 'lamps.v1.0.0',
      installPlanGeneration: 1,
      installPlanRef: { kind: 'InstallPlan', name: plan?.metadata.name, namespace, uid: plan?.metadata.uid },
      installplan: { name: plan?.metadata.name, uuid: plan?.metadata.uid },
      catalogHealth: [{ catalogSourceRef: { name: 'cat', namespace }, healthy: true }],
    });
    expect(subscription?.status?.conditions).toEqual([
      expect.objectContaining({ type: 'CatalogSourcesUnhealthy', status: 'False', reason: 'AllCatalogSourcesHealthy' }),
    ]);
    const csv = await cluster.get(ClusterServiceVersion, namespace, 'lamps.v1.0.0');
    expect(csv?.metadata.annotations?.['operatorframework.io/properties']).toBe(
      '{"properties":[{"type":"olm.package","value":{"packageName":"lamps","version":"1.0.0"}}]}',
    );
  });

  it('brings what is its operator from the first moment: nobody has to label it, or to make it a member, afterwards', async () => {
    const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }];
    const bundle = aBundle('lamps', '1.0.0');
    const csv = JSON.parse(bundle.csvJson);
    csv.spec.install.spec.permissions = [{ serviceAccountName: 'lamps', rules }];
    const text = JSON.stringify(csv);
    const namespace = await aNamespace(aCatalog({ ...bundle, csvJson: text, object: [text] }));
    await subscribe(namespace, 'lamps');
    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.0.0']);

    const labels = { [`operators.coreos.com/lamps.${namespace}`]: '' };
    const csvs = await cluster.list(ClusterServiceVersion, namespace);
    const made = [
      ...(await cluster.list(InstallPlan, namespace)),
      ...csvs,
      ...(await cluster.list(Role, namespace)),
      ...(await cluster.list(RoleBinding, namespace)),
    ];
    expect(made).toHaveLength(4);
    const account = await cluster.get(ServiceAccount, namespace, 'lamps');
    for (const object of [...made, account]) expect(object?.metadata.labels).toMatchObject(labels);
    expect(csvs[0]?.metadata).toMatchObject({
      finalizers: ['operators.coreos.com/csv-cleanup'],
      annotations: { 'olm.operatorGroup': 'group', 'olm.operatorNamespace': namespace },
    });
  });

  it('follows its channel, each CSV replacing the one before', async () => {
    const namespace = await aNamespace(aCatalog(aBundle('lamps', '1.0.0')));
    await subscribe(namespace, 'lamps');
    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.0.0']);

    const second = aBundle('lamps', '1.1.0', { replaces: 'lamps.v1.0.0' });
    const third = aBundle('lamps', '1.2.0', { replaces: 'lamps.v1.1.0' });
    catalogs.offer(namespace, 'cat', aCatalog(aBundle('lamps', '1.0.0'), second, third));

    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.1.0']);
    expect(await csvsOf(namespace)).toEqual([
      ['lamps.v1.0.0', undefined],
      ['lamps.v1.1.0', 'lamps.v1.0.0'],
    ]);
    // The next hop waits until the CSV controller has taken the first one away, and does not call that a failure.
    expect(conditionOf('ResolutionFailed')(await cluster.get(Subscription, namespace, 'lamps'))).toBeUndefined();
    const csvs = cluster.client.resource(ClusterServiceVersion, namespace);
    await csvs.patch('lamps.v1.0.0', { type: 'merge', body: { metadata: { finalizers: null } } });
    await csvs.delete('lamps.v1.0.0');
    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.2.0']);
    expect((await csvsOf(namespace)).at(-1)).toEqual(['lamps.v1.2.0', 'lamps.v1.1.0']);
    const plans = await cluster.list(InstallPlan, namespace);
    expect(plans.map(({ spec }) => spec.generation).sort()).toEqual([1, 2, 3]);
  });

  it('brings what it depends on, with a Subscription that says which plan made it', async () => {
    const required = { type: 'olm.package.required', value: '{"packageName":"bulbs","versionRange":">=1.0.0"}' };
    const dependency = { type: 'olm.package', value: '{"packageName":"bulbs","version":">=1.0.0"}' };
    const lamps = aBundle('lamps', '1.0.0');
    const namespace = await aNamespace(
      aCatalog(
        { ...lamps, properties: [...lamps.properties, required], dependencies: [dependency] },
        aBundle('bulbs', '2.0.0'),
      ),
    );
    await subscribe(namespace, 'lamps');

    const generated = `bulbs-stable-cat-${namespace}`;
    await cluster.eventually(Subscription, namespace, generated, stateOf).toEqual(['AtLatestKnown', 'bulbs.v2.0.0']);
    const [plan, ...others] = await cluster.list(InstallPlan, namespace);
    expect(others).toEqual([]);
    const made = await cluster.get(Subscription, namespace, generated);
    expect(made?.metadata.annotations).toEqual({ 'olm.generated-by': plan?.metadata.name });
    expect(made?.spec).toMatchObject({ name: 'bulbs', startingCSV: 'bulbs.v2.0.0', installPlanApproval: 'Automatic' });
    expect(plan?.status?.plan?.map(({ resource }) => [resource.kind, resource.name])).toEqual([
      ['ClusterServiceVersion', 'bulbs.v2.0.0'],
      ['ClusterServiceVersion', 'lamps.v1.0.0'],
      ['Subscription', generated],
    ]);
    expect(JSON.parse(plan?.status?.plan?.at(-1)?.resource.manifest ?? '')).not.toHaveProperty('kind');
    const csv = await cluster.get(ClusterServiceVersion, namespace, 'lamps.v1.0.0');
    const { properties } = JSON.parse(csv?.metadata.annotations?.['operatorframework.io/properties'] ?? '');
    expect(properties.map(({ type }: { type: string }) => type)).toEqual(['olm.package', 'olm.package.required']);
  });

  it('gets one plan, whatever others write on it meanwhile', async () => {
    const namespace = await aNamespace(aCatalog(aBundle('lamps', '1.0.0')));
    await subscribe(namespace, 'lamps');
    const label = (value: string) => ({ type: 'merge', body: { metadata: { labels: { value } } } }) as const;
    for (let turn = 0; turn < 30; turn++)
      await cluster.client.resource(Subscription, namespace).patch('lamps', label(`v${turn}`));

    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.0.0']);
    expect((await cluster.list(InstallPlan, namespace)).map(({ spec }) => spec.generation)).toEqual([1]);
  });

  it('gets another plan for one that its maker left without steps', async () => {
    const namespace = await aNamespace(aCatalog(aBundle('lamps', '1.0.0')));
    await cluster.client.resource(OperatorGroup, namespace).delete('group');
    await subscribe(namespace, 'lamps');
    const { metadata } = (await cluster.get(Subscription, namespace, 'lamps')) as Stored<Subscription>;
    const kind = {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'Subscription',
      name: 'lamps',
      uid: metadata.uid,
    };
    const left = await cluster.create(InstallPlan, {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'InstallPlan',
      metadata: { name: 'install-left', namespace, ownerReferences: [kind] },
      spec: { clusterServiceVersionNames: ['lamps.v1.0.0'], approval: 'Automatic', approved: true, generation: 1 },
    });
    const reference = { kind: 'InstallPlan', namespace, name: 'install-left', uid: left.metadata.uid };
    const status = {
      lastUpdated: '2026-01-01T00:00:00Z',
      state: 'UpgradePending',
      currentCSV: 'lamps.v1.0.0',
      installPlanRef: reference,
    };
    await cluster.client.resource(Subscription, namespace).patchStatus('lamps', { type: 'merge', body: { status } });
    const group = {
      apiVersion: 'operators.coreos.com/v1',
      kind: 'OperatorGroup',
      metadata: { name: 'group', namespace },
    };
    await cluster.create(OperatorGroup, group);
    await cluster.client.resource(OperatorGroup, namespace).patchStatus('group', {
      type: 'merge',
      body: { status: { namespaces: [namespace], lastUpdated: '2026-01-01T00:00:00Z' } },
    });

    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.0.0']);
    expect(await cluster.get(InstallPlan, namespace, 'install-left')).toBeUndefined();
  });

  it('starts with the CSV that it names', async () => {
    const next = aBundle('lamps', '1.1.0', { replaces: 'lamps.v1.0.0' });
    const namespace = await aNamespace(aCatalog(aBundle('lamps', '1.0.0'), next));
    await subscribe(namespace, 'lamps', { startingCSV: 'lamps.v1.0.0', installPlanApproval: 'Manual' });
    await cluster
      .eventually(Subscription, namespace, 'lamps', (one) => one?.status?.currentCSV)
      .toEqual('lamps.v1.0.0');
  });
});

describe('manual approval', () => {
  it('holds for all Subscriptions of a namespace, and says so', async () => {
    const namespace = await aNamespace(aCatalog(aBundle('bulbs', '1.0.0'), aBundle('lamps', '1.0.0')));
    await subscribe(namespace, 'bulbs', { installPlanApproval: 'Manual' });
    await cluster
      .eventually(Subscription, namespace, 'bulbs', conditionOf('InstallPlanPending'))
      .toEqual(['True', 'RequiresApproval', undefined]);
    const [first] = await cluster.list(InstallPlan, namespace);
    expect(first?.metadata.generateName).toBe('install-');

    await subscribe(namespace, 'lamps', { installPlanApproval: 'Automatic' });

    await cluster.eventually(Subscription, namespace, 'lamps', (one) => one?.status?.state).toEqual('UpgradePending');
    // The first plan is part of the second one by now: it is gone, and nobody waits for it.
    await expect.poll(() => cluster.list(InstallPlan, namespace).then((plans) => plans.length)).toBe(1);
    const [shared] = await cluster.list(InstallPlan, namespace);
    const name = shared?.metadata.name;
    expect(name).not.toBe(first?.metadata.name);
    expect(shared?.spec).toMatchObject({ approval: 'Manual', approved: false, generation: 2 });
    await cluster
      .eventually(Subscription, namespace, 'bulbs', (one) => one?.status?.installPlanRef?.name)
      .toEqual(name);
    const how = `Approve it by setting its spec.approved to true: kubectl patch installplan ${name} -n ${namespace} --type merge -p '{"spec":{"approved":true}}'`;
    const waits = `InstallPlan ${name}, which installs bulbs.v1.0.0, lamps.v1.0.0, waits for approval`;
    await cluster.eventually(Subscription, namespace, 'bulbs', conditionOf('Blocked')).toEqual(undefined);
    await cluster
      .eventually(Subscription, namespace, 'lamps', conditionOf('Blocked'))
      .toEqual([
        'True',
        'RequiresApproval',
        `${waits}, because it is shared with Subscription bulbs, which asks for manual approval. ${how}`,
      ]);

    await cluster.client
      .resource(InstallPlan, namespace)
      .patch(name ?? '', { type: 'merge', body: { spec: { approved: true } } });

    await cluster.eventually(Subscription, namespace, 'bulbs', stateOf).toEqual(['AtLatestKnown', 'bulbs.v1.0.0']);
    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.0.0']);
    await cluster.eventually(Subscription, namespace, 'lamps', conditionOf('Blocked')).toEqual(undefined);
  });

  it('makes another plan when the one that waits is deleted', async () => {
    const namespace = await aNamespace(aCatalog(aBundle('lamps', '1.0.0')));
    await subscribe(namespace, 'lamps', { installPlanApproval: 'Manual' });
    await expect.poll(() => cluster.list(InstallPlan, namespace).then((plans) => plans.length)).toBe(1);
    const [first] = await cluster.list(InstallPlan, namespace);
    await cluster.eventually(Subscription, namespace, 'lamps', (one) => one?.status?.state).toEqual('UpgradePending');

    await cluster.client.resource(InstallPlan, namespace).delete(first?.metadata.name ?? '');

    await cluster
      .eventually(Subscription, namespace, 'lamps', (one) => [one?.status?.state, one?.status?.installPlanGeneration])
      .toEqual(['UpgradePending', 2]);
    const [second, ...others] = await cluster.list(InstallPlan, namespace);
    expect(others).toEqual([]);
    expect(second?.metadata.name).not.toBe(first?.metadata.name);
  });

  it('makes another plan, for all that it brings, when the channel of one is left before it is approved', async () => {
    const inChannel = (channelName: string, version: string) => aBundle('lamps', version, { channelName });
    const lamps = [inChannel('fast', '2.0.0'), inChannel('stable', '1.0.0')];
    const namespace = await aNamespace(aCatalog(...lamps, aBundle('pumps', '1.0.0')));
    const bringing = async () =>
      (await cluster.list(InstallPlan, namespace)).map(({ spec }) => spec.clusterServiceVersionNames.sort());
    for (const [name, channel] of [
      ['lamps', 'fast'],
      ['pumps', 'stable'],
    ] as const)
      await subscribe(namespace, name, { channel, installPlanApproval: 'Manual' });
    await expect.poll(bringing).toEqual([['lamps.v2.0.0', 'pumps.v1.0.0']]);

    const subscriptions = cluster.client.resource(Subscription, namespace);
    await subscriptions.patch('lamps', { type: 'merge', body: { spec: { channel: 'stable' } } });

    await expect.poll(bringing).toEqual([['lamps.v1.0.0', 'pumps.v1.0.0']]);
    const [plan] = await cluster.list(InstallPlan, namespace);
    for (const name of ['lamps', 'pumps'])
      await cluster
        .eventually(Subscription, namespace, name, (one) => [one?.status?.state, one?.status?.installPlanRef?.name])
        .toEqual(['UpgradePending', plan?.metadata.name]);
  });
});

describe('a bundle that lies in an image', () => {
  const aBundleImage = (packageName: string, version: string, image: string) => {
    const { csvJson } = aBundle(packageName, version);
    const account = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `${packageName}-settings` },
      data: { a: 'b' },
    };
    const files = { 'manifests/csv.json': csvJson, 'manifests/settings.json': JSON.stringify(account) };
    return pushImage(registry.address, image, files);
  };
  const inImage = (image: string, ...version: [string, Partial<RegistryBundle>?]) =>
    aBundle('lamps', version[0], { ...version[1], bundlePath: image, csvJson: '', object: [] });

  it('is unpacked into a ConfigMap, to which the steps of the plan refer', async () => {
    const image = 'registry.example.com/lamps/bundle:v1';
    await aBundleImage('lamps', '1.0.0', image);
    const namespace = await aNamespace(aCatalog(inImage(image, '1.0.0')));
    await subscribe(namespace, 'lamps');

    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.0.0']);
    const [plan] = await cluster.list(InstallPlan, namespace);
    await cluster
      .eventually(InstallPlan, namespace, plan?.metadata.name ?? '', (one) => one?.status?.phase)
      .toEqual('Complete');
    expect(plan?.status?.bundleLookups).toEqual([
      {
        path: image,
        identifier: 'lamps.v1.0.0',
        replaces: '',
        catalogSourceRef: { name: 'cat', namespace },
        properties: '{"properties":[{"type":"olm.package","value":{"packageName":"lamps","version":"1.0.0"}}]}',
      },
    ]);
    expect(
      plan?.status?.plan?.map(({ resource }) => [resource.kind, JSON.parse(resource.manifest ?? '').kind]),
    ).toEqual([
      ['ClusterServiceVersion', 'ConfigMap'],
      ['ConfigMap', 'ConfigMap'],
    ]);
    const settings = await cluster.get(ConfigMap, namespace, 'lamps-settings');
    expect(settings?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['lamps.v1.0.0']);
  });

  it('and cannot be read is told about; another one from the catalogue helps', async () => {
    const broken = 'registry.example.com/lamps/broken:v2';
    const mended = 'registry.example.com/lamps/mended:v2';
    await aBundleImage('lamps', '1.1.0', mended);
    await pushImage(registry.address, broken, { 'nothing/of': 'use' });
    const first = aBundle('lamps', '1.0.0');
    const namespace = await aNamespace(aCatalog(first));
    await subscribe(namespace, 'lamps');
    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.0.0']);

    catalogs.offer(namespace, 'cat', aCatalog(first, inImage(broken, '1.1.0', { replaces: 'lamps.v1.0.0' })));

    const message = `bundle unpacking failed. Reason: BackoffLimitExceeded, and Message: ${broken} is no bundle: it has no file in manifests/ or metadata/`;
    await cluster
      .eventually(Subscription, namespace, 'lamps', conditionOf('BundleUnpackFailed'))
      .toEqual(['True', 'BundleUnpackFailed', message]);
    const blocked = await cluster.get(Subscription, namespace, 'lamps');
    expect(conditionOf('Blocked')(blocked)).toEqual([
      'True',
      'BundleUnpackFailed',
      `${message}. Its publisher has to correct the bundle. It is tried again by itself.`,
    ]);
    expect(blocked?.status?.currentCSV).toBe('lamps.v1.0.0');

    catalogs.offer(namespace, 'cat', aCatalog(first, inImage(mended, '1.1.0', { replaces: 'lamps.v1.0.0' })));

    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.1.0']);
    await cluster.eventually(Subscription, namespace, 'lamps', conditionOf('BundleUnpackFailed')).toEqual(undefined);
  });
});

describe('what blocks a Subscription', () => {
  it('is told where the namespace has no OperatorGroup, and ends when it gets one', async () => {
    const namespace = await aNamespace(aCatalog(aBundle('lamps', '1.0.0')));
    await cluster.client.resource(OperatorGroup, namespace).delete('group');
    await subscribe(namespace, 'lamps');
    await cluster
      .eventually(Subscription, namespace, 'lamps', conditionOf('Blocked'))
      .toEqual([
        'True',
        'NoOperatorGroup',
        `Namespace ${namespace} has no OperatorGroup, so that nothing can be installed in it. Create one that says which namespaces its operators watch.`,
      ]);
    const group = await cluster.create(OperatorGroup, {
      apiVersion: 'operators.coreos.com/v1',
      kind: 'OperatorGroup',
      metadata: { name: 'group', namespace },
      spec: { targetNamespaces: [namespace] },
    });
    const status = { namespaces: [namespace], lastUpdated: group.metadata.creationTimestamp };
    await cluster.client.resource(OperatorGroup, namespace).patchStatus('group', { type: 'merge', body: { status } });
    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.0.0']);
  });

  it("is told to all of a namespace in upstream's words, and to each in its own", async () => {
    const namespace = await aNamespace(aCatalog(aBundle('lamps', '1.0.0')));
    await subscribe(namespace, 'lamps');
    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.0.0']);

    await subscribe(namespace, 'chairs');

    const failure = [
      'True',
      'ConstraintsNotSatisfiable',
      `constraints not satisfiable: no operators found in package chairs in the catalog referenced by subscription chairs, subscription chairs exists`,
    ];
    await cluster.eventually(Subscription, namespace, 'chairs', conditionOf('ResolutionFailed')).toEqual(failure);
    await cluster.eventually(Subscription, namespace, 'lamps', conditionOf('ResolutionFailed')).toEqual(failure);
    const reasonOf = (one: Stored<Subscription> | undefined) => conditionOf('Blocked')(one)?.[1];
    await cluster.eventually(Subscription, namespace, 'chairs', reasonOf).toEqual('ConstraintsNotSatisfiable');
    await cluster.eventually(Subscription, namespace, 'lamps', reasonOf).toEqual('WaitsForOtherSubscription');
    await expect
      .poll(async () =>
        (await cluster.list(Event, 'default'))
          .filter(({ involvedObject }) => involvedObject?.name === namespace)
          .map(({ reason, message }) => [reason, message]),
      )
      .toEqual([['ResolutionFailed', failure[2]]]);

    catalogs.offer(namespace, 'cat', aCatalog(aBundle('lamps', '1.0.0'), aBundle('chairs', '1.0.0')));

    await cluster.eventually(Subscription, namespace, 'chairs', stateOf).toEqual(['AtLatestKnown', 'chairs.v1.0.0']);
    await cluster.eventually(Subscription, namespace, 'lamps', conditionOf('ResolutionFailed')).toEqual(undefined);
  });

  it('is a plan that would not fit', async () => {
    const lamps = aBundle('lamps', '1.0.0');
    const large = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'large' },
      data: { a: 'a'.repeat(1_500_000) },
    };
    const namespace = await aNamespace(aCatalog({ ...lamps, object: [...lamps.object, JSON.stringify(large)] }));
    await subscribe(namespace, 'lamps');
    const reasonOf = (one: Stored<Subscription> | undefined) => [
      conditionOf('Blocked')(one)?.[1],
      one?.status?.currentCSV,
    ];
    await cluster
      .eventually(Subscription, namespace, 'lamps', reasonOf)
      .toEqual(['EnsureInstallPlanFailed', undefined]);
    const [, , message] = conditionOf('BundleUnpackFailed')(await cluster.get(Subscription, namespace, 'lamps')) ?? [];
    expect(message).toMatch(/^error ensuring InstallPlan: its steps have \d+ bytes of manifests/);
    expect(await cluster.list(InstallPlan, namespace)).toEqual([]);
  });

  it('concerns only those who need the catalogue that is away', async () => {
    const namespace = await aNamespace(aCatalog(aBundle('lamps', '1.0.0')));
    await aCatalogSource(namespace, 'broken');
    catalogs.fail(namespace, 'broken', 'connection refused');
    await subscribe(namespace, 'chairs', { source: 'broken' });
    await subscribe(namespace, 'lamps');

    await cluster.eventually(Subscription, namespace, 'lamps', stateOf).toEqual(['AtLatestKnown', 'lamps.v1.0.0']);
    const reasonOf = (one: Stored<Subscription> | undefined) => conditionOf('Blocked')(one)?.[1];
    await cluster.eventually(Subscription, namespace, 'chairs', reasonOf).toEqual('ErrorPreventedResolution');
    await cluster.eventually(Subscription, namespace, 'lamps', conditionOf('Blocked')).toEqual(undefined);
    await cluster
      .eventually(Subscription, namespace, 'lamps', conditionOf('ResolutionFailed'))
      .toEqual([
        'False',
        'CatalogSourcesUnavailable',
        `resolved without catalogsource ${namespace}/broken (connection refused)`,
      ]);
    await cluster
      .eventually(Subscription, namespace, 'chairs', conditionOf('CatalogSourcesUnhealthy'))
      .toEqual(['True', 'UnhealthyCatalogSourceFound', `targeted catalogsource ${namespace}/broken unhealthy`]);
  });

  it('is what the guard says; nothing is resolved on its behalf', async () => {
    const namespace = await aNamespace(aCatalog(aBundle('bulbs', '1.0.0'), aBundle('lamps', '1.0.0')));
    await cluster.client.resource(OperatorGroup, namespace).delete('group');
    await subscribe(namespace, 'lamps');
    const condition = { type: 'InstallationRefused', status: 'True', reason: 'DuplicateSubscription', message: 'no' };
    const status = { lastUpdated: '2026-01-01T00:00:00Z', conditions: [condition] };
    await cluster.client.resource(Subscription, namespace).patchStatus('lamps', { type: 'merge', body: { status } });
    await cluster.namespace(`${namespace}-other`);
    const group = {
      apiVersion: 'operators.coreos.com/v1',
      kind: 'OperatorGroup',
      metadata: { name: 'group', namespace },
    };
    await cluster.create(OperatorGroup, group);
    await cluster.client.resource(OperatorGroup, namespace).patchStatus('group', {
      type: 'merge',
      body: { status: { namespaces: [namespace], lastUpdated: '2026-01-01T00:00:00Z' } },
    });
    await subscribe(namespace, 'bulbs');

    await cluster.eventually(Subscription, namespace, 'bulbs', stateOf).toEqual(['AtLatestKnown', 'bulbs.v1.0.0']);
    await cluster
      .eventually(Subscription, namespace, 'lamps', conditionOf('Blocked'))
      .toEqual(['True', 'InstallationRefused', 'no']);
    await cluster
      .eventually(Subscription, namespace, 'lamps', conditionOf('InstallationRefused'))
      .toEqual(['True', 'DuplicateSubscription', 'no']);
    expect((await csvsOf(namespace)).map(([name]) => name)).toEqual(['bulbs.v1.0.0']);
  });
});

describe('statuses', () => {
  it('are not written again where they say nothing new', async () => {
    const namespace = await aNamespace(aCatalog(aBundle('lamps', '1.0.0')));
    await subscribe(namespace, 'lamps', { installPlanApproval: 'Manual' });
    await cluster
      .eventually(Subscription, namespace, 'lamps', (one) => conditionOf('InstallPlanPending')(one)?.[1])
      .toEqual('RequiresApproval');
    const before = await cluster.get(Subscription, namespace, 'lamps');
    // Passes over everything: another namespace's whole story fits in between.
    catalogs.offer(namespace, 'cat', aCatalog(aBundle('lamps', '1.0.0')));
    const other = await aNamespace(aCatalog(aBundle('bulbs', '1.0.0')));
    await subscribe(other, 'bulbs');
    await cluster.eventually(Subscription, other, 'bulbs', stateOf).toEqual(['AtLatestKnown', 'bulbs.v1.0.0']);
    expect((await cluster.get(Subscription, namespace, 'lamps'))?.metadata.resourceVersion).toBe(
      before?.metadata.resourceVersion,
    );
  });

  it('carry what the catalogue says against the installed bundle', async () => {
    const bundle = { ...aBundle('lamps', '1.0.0'), deprecation: { message: 'burns' } };
    const content = aCatalog(bundle);
    const [one] = content.packages;
    if (one !== undefined) one.deprecation = { message: 'gone soon' };
    const namespace = await aNamespace(content);
    await subscribe(namespace, 'lamps');
    await cluster
      .eventually(Subscription, namespace, 'lamps', conditionOf('Deprecated'))
      .toEqual(['True', undefined, 'olm.package/lamps: gone soon; olm.bundle/lamps.v1.0.0: burns']);
    catalogs.offer(namespace, 'cat', aCatalog(aBundle('lamps', '1.0.0')));
    await cluster.eventually(Subscription, namespace, 'lamps', conditionOf('Deprecated')).toEqual(undefined);
  });
});
