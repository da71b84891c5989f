import {
  Artifact,
  ArtifactVersion,
  CatalogSource,
  ClusterServiceVersion,
  labels,
  OperatorView,
  PackageManifest,
  type PackageManifestStatus,
  ProductBase,
  Subscription,
  systemNamespace,
} from '@violet/api';
import {
  createClusterSet,
  ensureDefinitions,
  type RunningControllers,
  silentLog,
  startControllers,
} from '@violet/controller';
import type { Cluster } from '@violet/kube';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMember, type Member } from '../testing/a-member.ts';
import { operatorViewController } from './controller.ts';

let hub: Member;
let business: Member;
let running: RunningControllers;
const problems: object[] = [];

beforeAll(async () => {
  [hub, business] = await Promise.all([aMember('global'), aMember('business')]);
  await Promise.all([hub, business].map(({ cluster }) => ensureDefinitions(cluster, [packages])));
  const clusters = createClusterSet();
  clusters.join('global', hub.cluster);
  clusters.join('business', business.cluster);
  const controllers = [operatorViewController()];
  const tell = (fields: object) => void problems.push(fields);
  const log = { ...silentLog, info: tell, warn: tell, error: tell };
  running = startControllers({ clusters, controllers, hub: 'global', identity: 'test', lease: 'none', log });
});
afterAll(async () => {
  await running.stop();
  await Promise.all([hub.close(), business.close()]);
});

/** The package server is no part of this: its kind is stored like any other here. */
const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const packages = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'packagemanifests.packages.operators.coreos.com' },
  spec: {
    group: 'packages.operators.coreos.com',
    scope: 'Namespaced',
    names: {
      kind: 'PackageManifest',
      listKind: 'PackageManifestList',
      plural: 'packagemanifests',
      singular: 'packagemanifest',
    },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: anything } }],
  },
};

const phaseOf = (view: OperatorView | undefined) => view?.status?.operatorStatus?.phase;
const untilPhase = (cluster: string, name: string, phase: string | undefined) =>
  hub.until(OperatorView, name, cluster, (view) => phaseOf(view) === phase);

async function push(cluster: Cluster, name: string, library = 'platform'): Promise<void> {
  const metadata = { name, namespace: systemNamespace, labels: { 'cpaas.io/library': library } };
  const spec = { type: 'bundle', present: true, registry: 'hub', repository: 'a', artifactVersionSelector: {} };
  const artifact = { apiVersion: 'app.alauda.io/v1alpha1', kind: 'Artifact', metadata, spec };
  await cluster.resource(Artifact, systemNamespace).create(artifact);
}

async function present(cluster: Cluster, artifact: string): Promise<void> {
  const name = `${artifact}.v1.0.0`;
  const versions = cluster.resource(ArtifactVersion, systemNamespace);
  await versions.create({
    apiVersion: 'app.alauda.io/v1alpha1',
    kind: 'ArtifactVersion',
    metadata: { name, labels: { [labels.artifactVersion]: artifact } },
    spec: { present: true, tag: 'v1.0.0' },
  });
  const status = { name: artifact, version: name, phase: 'Present', reason: 'Success' };
  await versions.patchStatus(name, { type: 'merge', body: { status } });
}

async function offer(cluster: Cluster, name: string, namespace: string, catalogSource = 'platform'): Promise<void> {
  const currentCSVDesc = {
    displayName: 'The demo',
    version: '1.0.0',
    description: 'long',
    annotations: { 'provider-type': 'platform' },
  };
  const status: PackageManifestStatus = {
    catalogSource,
    catalogSourceNamespace: systemNamespace,
    catalogSourceDisplayName: '',
    catalogSourcePublisher: '',
    packageName: name,
    defaultChannel: 'stable',
    channels: [{ name: 'stable', currentCSV: `${name}.v1.0.0`, currentCSVDesc, entries: [] }],
  };
  const object = {
    apiVersion: 'packages.operators.coreos.com/v1',
    kind: 'PackageManifest',
    metadata: { name, namespace },
  };
  await cluster.resource(PackageManifest, namespace).create({ ...object, status });
}

async function catalog(cluster: Cluster, name: string, marks: Record<string, string> = {}): Promise<void> {
  const metadata = { name, namespace: systemNamespace, labels: marks };
  const source = { apiVersion: 'operators.coreos.com/v1alpha1', kind: 'CatalogSource', metadata };
  await cluster
    .resource(CatalogSource, systemNamespace)
    .apply({ ...source, spec: { sourceType: 'grpc', address: 'a:1' } }, { fieldManager: 'test' });
}

describe('the view of an operator', () => {
  it('is Absent where the product lists it, or another cluster has it', async () => {
    const base = { apiVersion: 'product.alauda.io/v1alpha2', kind: 'ProductBase', metadata: { name: 'base' } };
    const spec = { platformURL: 'https://a', registry: { address: 'hub' }, version: 'v4.1.0' };
    await hub.cluster.resource(ProductBase).create({ ...base, spec });
    const artifacts = [
      { name: 'listed', packageType: 'OperatorBundle' },
      { name: 'plugin', packageType: 'ModulePlugin' },
    ];
    await hub.cluster.resource(ProductBase).patchStatus('base', { type: 'merge', body: { status: { artifacts } } });
    await untilPhase('global', 'listed', 'Absent');
    await untilPhase('business', 'listed', 'Absent');

    await push(business.cluster, 'demo');
    await untilPhase('global', 'demo', 'Absent');
    await push(business.cluster, 'operatorhub-other');
    await untilPhase('global', 'other', 'Absent');
    expect(await hub.cluster.resource(OperatorView, 'global').get('operatorhub-other')).toBeUndefined();
  });

  it('is Ready where a catalogue offers it, in the few words that a list needs', async () => {
    await offer(business.cluster, 'demo', systemNamespace);
    await catalog(business.cluster, 'platform');
    const view = await untilPhase('business', 'demo', 'Ready');

    expect(view?.metadata.labels).toMatchObject({ 'cpaas.io/cluster-name': 'business' });
    expect(view?.status).toMatchObject({
      operatorStatus: { phase: 'Ready', source: 'Alauda', availableVersion: '1.0.0' },
      packageManifestStatus: { channels: [{ currentCSVDesc: { displayName: 'The demo', version: '1.0.0' } }] },
    });
    expect(JSON.stringify(view?.status)).not.toContain('long');
  });

  it('follows its Subscription and ClusterServiceVersion', async () => {
    await business.createNamespace('demo');
    await offer(business.cluster, 'demo', 'demo');
    const subscriptions = business.cluster.resource(Subscription, 'demo');
    await subscriptions.create({
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'Subscription',
      metadata: { name: 'demo' },
      spec: { name: 'demo', source: 'platform', sourceNamespace: systemNamespace },
    });
    await untilPhase('business', 'demo', 'Installing');

    const operators = business.cluster.resource(ClusterServiceVersion, 'demo');
    const install = { strategy: 'deployment', spec: { deployments: [] } };
    await operators.create({
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'ClusterServiceVersion',
      metadata: { name: 'demo.v1.0.0' },
      spec: { displayName: 'The demo', version: '1.0.0', install },
    } as ClusterServiceVersion);
    const done = { phase: 'Succeeded', reason: 'InstallSucceeded', message: '' };
    await operators.patchStatus('demo.v1.0.0', { type: 'merge', body: { status: done } });
    const status = { installedCSV: 'demo.v1.0.0', currentCSV: 'demo.v1.0.0', state: 'AtLatestKnown' };
    const body = { status: { ...status, lastUpdated: '2026-01-01T00:00:00Z' } };
    await subscriptions.patchStatus('demo', { type: 'merge', body });
    const view = await untilPhase('business', 'demo', 'Installed');

    expect(view?.status?.operatorStatus?.installation).toMatchObject({ version: '1.0.0', csvPhase: 'Succeeded' });
  });

  it('is none of what is no name of a package, which is not tried for ever', async () => {
    await business.createNamespace('nameless');
    for (const [name, packageName] of Object.entries({ empty: '', strange: '__proto__' })) {
      await business.cluster.resource(Subscription, 'nameless').create({
        apiVersion: 'operators.coreos.com/v1alpha1',
        kind: 'Subscription',
        metadata: { name },
        spec: { name: packageName, source: 'platform', sourceNamespace: systemNamespace },
      });
    }
    await push(business.cluster, 'named');
    await untilPhase('global', 'named', 'Absent');

    expect(problems).toEqual([]);
  });

  it('is not shown of a hidden catalogue, and goes with what it showed', async () => {
    await catalog(business.cluster, 'system', { 'cpaas.io/hidden': 'true' });
    await offer(business.cluster, 'inner', systemNamespace, 'system');
    await push(business.cluster, 'inner', 'system');
    await present(business.cluster, 'inner');
    await push(business.cluster, 'gone');
    await untilPhase('global', 'gone', 'Absent');
    await business.cluster.resource(Artifact, systemNamespace).delete('gone');
    for (const cluster of ['global', 'business']) await untilPhase(cluster, 'gone', undefined);

    for (const cluster of ['global', 'business']) {
      expect(await hub.cluster.resource(OperatorView, cluster).get('inner')).toBeUndefined();
    }
  });
});

describe('a cluster that is not there yet', () => {
  it('has its views once it answers', async () => {
    const late = createClusterSet();
    const [lateHub, member] = await Promise.all([aMember('late-hub'), aMember('late')]);
    const base = { apiVersion: 'product.alauda.io/v1alpha2', kind: 'ProductBase', metadata: { name: 'base' } };
    const spec = { platformURL: 'https://a', registry: { address: 'hub' }, version: 'v4.1.0' };
    await lateHub.cluster.resource(ProductBase).create({ ...base, spec });
    const artifacts = [{ name: 'listed', packageType: 'OperatorBundle' }];
    await lateHub.cluster.resource(ProductBase).patchStatus('base', { type: 'merge', body: { status: { artifacts } } });
    late.join('late-hub', lateHub.cluster);
    late.join('late', member.cluster);
    const controllers = [operatorViewController()];
    const started = startControllers({ clusters: late, controllers, hub: 'late-hub', identity: 'test', lease: 'none' });
    try {
      await lateHub.until(OperatorView, 'listed', 'late', (view) => phaseOf(view) === 'Absent');
    } finally {
      await started.stop();
      await Promise.all([lateHub.close(), member.close()]);
    }
  });
});
