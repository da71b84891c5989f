import {
  ClusterRole,
  ClusterServiceVersion,
  type CsvCondition,
  CustomResourceDefinition,
  Deployment,
  Event,
  OperatorCondition,
  Subscription,
} from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorControllers } from '../operator-controllers.ts';
import { aCrd, aCsv, aStrategy, installModes } from '../testing/a-csv.ts';
import { anOlmCluster, type OlmCluster } from '../testing/olm-cluster.ts';

let cluster: OlmCluster;
const PATIENCE = { timeout: 15_000 };

beforeAll(async () => {
  cluster = await anOlmCluster();
  cluster.run(operatorControllers());
}, 60_000);

afterAll(async () => await cluster.close());

const phaseOf = (csv: ClusterServiceVersion | undefined) => [csv?.status?.phase, csv?.status?.reason];
const phases = ({ phase, reason }: CsvCondition) => `${phase} ${reason}`;

describe('the life of a CSV', { timeout: 30_000 }, () => {
  it('goes from nothing to Succeeded, step by step', async () => {
    await cluster.namespace('plain');
    await cluster.create(CustomResourceDefinition, aCrd());
    const owned = [{ name: 'widgets.example.com', version: 'v1', kind: 'Widget' }];
    await cluster.create(ClusterServiceVersion, aCsv('plain.v1', 'plain', { customresourcedefinitions: { owned } }));

    await cluster
      .eventually(ClusterServiceVersion, 'plain', 'plain.v1', phaseOf)
      .toEqual(['Succeeded', 'InstallSucceeded']);
    const csv = await cluster.get(ClusterServiceVersion, 'plain', 'plain.v1');
    expect(csv?.status?.message).toBe('install strategy completed with no errors');
    expect((csv?.status?.conditions ?? []).map(phases)).toEqual([
      'Pending RequirementsUnknown',
      'InstallReady AllRequirementsMet',
      'Installing InstallSucceeded',
      'Installing InstallWaiting',
      'Succeeded InstallSucceeded',
    ]);
    expect(csv?.status?.requirementStatus).toEqual([
      {
        group: 'apiextensions.k8s.io',
        version: 'v1',
        kind: 'CustomResourceDefinition',
        name: 'widgets.example.com',
        status: 'Present',
        message: 'CRD is present and Established condition is true',
        uuid: expect.any(String),
      },
    ]);
    expect(csv?.metadata.finalizers).toEqual(['operators.coreos.com/csv-cleanup']);
    expect(csv?.metadata.annotations).toEqual({
      'olm.operatorGroup': 'group',
      'olm.operatorNamespace': 'plain',
      'olm.targetNamespaces': 'plain',
    });
    await expect
      .poll(async () => (await cluster.list(Event, 'plain')).map(({ reason }) => reason), PATIENCE)
      .toContain('InstallSucceeded');
  });

  it('makes roles for the APIs that it provides', async () => {
    const names = async () =>
      (await cluster.client.resource(ClusterRole).list()).items
        .map(({ metadata }) => metadata.name)
        .filter((name) => name.startsWith('widgets.example.com'));
    await expect
      .poll(names, PATIENCE)
      .toEqual([
        'widgets.example.com-v1-admin',
        'widgets.example.com-v1-crdview',
        'widgets.example.com-v1-edit',
        'widgets.example.com-v1-view',
      ]);
  });

  it('is told of by an OperatorCondition', async () => {
    await cluster
      .eventually(OperatorCondition, 'plain', 'plain.v1', (condition) => condition?.spec)
      .toEqual({ deployments: ['operator'], serviceAccounts: ['default'] });
  });

  it('waits for what it requires', async () => {
    await cluster.namespace('needy');
    const owned = [{ name: 'gadgets.example.com', version: 'v1', kind: 'Gadget' }];
    await cluster.create(ClusterServiceVersion, aCsv('needy.v1', 'needy', { customresourcedefinitions: { owned } }));
    await cluster
      .eventually(ClusterServiceVersion, 'needy', 'needy.v1', phaseOf)
      .toEqual(['Pending', 'RequirementsNotMet']);
    const csv = await cluster.get(ClusterServiceVersion, 'needy', 'needy.v1');
    expect(csv?.status?.requirementStatus?.[0]).toMatchObject({ status: 'NotPresent', message: 'CRD is not present' });

    await cluster.create(CustomResourceDefinition, aCrd('gadgets', 'example.com', 'Gadget'));
    await cluster
      .eventually(ClusterServiceVersion, 'needy', 'needy.v1', phaseOf)
      .toEqual(['Succeeded', 'InstallSucceeded']);
  });

  it('has from the first what the Subscription that brings it configures', async () => {
    await cluster.namespace('configured');
    const subscription = await cluster.create(Subscription, {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'Subscription',
      metadata: { name: 'configured', namespace: 'configured' },
      spec: {
        name: 'configured',
        source: 'catalog',
        sourceNamespace: 'configured',
        config: { env: [{ name: 'B', value: 'b' }] },
      },
    });
    const status = { currentCSV: 'configured.v1', lastUpdated: subscription.metadata.creationTimestamp };
    const subscriptions = cluster.client.resource(Subscription, 'configured');
    await subscriptions.patchStatus('configured', { type: 'merge', body: { status } });
    await cluster.create(ClusterServiceVersion, aCsv('configured.v1', 'configured'));

    await cluster
      .eventually(ClusterServiceVersion, 'configured', 'configured.v1', phaseOf)
      .toEqual(['Succeeded', 'InstallSucceeded']);
    const { spec } = (await cluster.get(Deployment, 'configured', 'operator')) ?? {};
    expect(spec?.template.spec?.containers[0]?.env).toContainEqual({ name: 'B', value: 'b' });
  });

  it('is replaced by the one that names it', async () => {
    await cluster.namespace('chain');
    await cluster.create(ClusterServiceVersion, aCsv('chain.v1', 'chain'));
    await cluster
      .eventually(ClusterServiceVersion, 'chain', 'chain.v1', phaseOf)
      .toEqual(['Succeeded', 'InstallSucceeded']);
    const install = { strategy: 'deployment', spec: { deployments: [aStrategy('newer')] } };
    await cluster.create(ClusterServiceVersion, aCsv('chain.v2', 'chain', { replaces: 'chain.v1', install }));
    await cluster
      .eventually(ClusterServiceVersion, 'chain', 'chain.v2', phaseOf)
      .toEqual(['Succeeded', 'InstallSucceeded']);
    await cluster.eventually(ClusterServiceVersion, 'chain', 'chain.v1', (csv) => csv).toEqual(undefined);
    await cluster.eventually(Deployment, 'chain', 'operator', (deployment) => deployment).toEqual(undefined);
  });

  it('fails where its group targets what it does not support, and recovers', async () => {
    await cluster.namespace('picky');
    await cluster.create(
      ClusterServiceVersion,
      aCsv('picky.v1', 'picky', { installModes: installModes('AllNamespaces') }),
    );
    await cluster
      .eventually(ClusterServiceVersion, 'picky', 'picky.v1', phaseOf)
      .toEqual(['Failed', 'UnsupportedOperatorGroup']);
    const body = [{ op: 'replace', path: '/spec/installModes', value: installModes('OwnNamespace') }];
    await cluster.client
      .resource(ClusterServiceVersion, 'picky')
      .patch('picky.v1', { type: 'json', body: body as never });
    await cluster
      .eventually(ClusterServiceVersion, 'picky', 'picky.v1', phaseOf)
      .toEqual(['Succeeded', 'InstallSucceeded']);
  });
});
