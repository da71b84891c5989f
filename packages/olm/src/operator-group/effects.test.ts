import {
  ClusterRole,
  ClusterRoleBinding,
  ClusterServiceVersion,
  type ClusterServiceVersionSpec,
  Namespace,
  OlmConfig,
  OperatorGroup,
  Role,
  RoleBinding,
  ServiceAccount,
} from '@violet/api';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorControllers } from '../operator-controllers.ts';
import { ownerLabels, ownerReference } from '../ownership/owner.ts';
import { aCsv, aStrategy } from '../testing/a-csv.ts';
import { anOlmCluster, type OlmCluster } from '../testing/olm-cluster.ts';

let cluster: OlmCluster;
const PATIENCE = { timeout: 15_000 };

beforeAll(async () => {
  cluster = await anOlmCluster();
  cluster.run(operatorControllers());
}, 60_000);

afterAll(async () => await cluster.close());

const aNamespace = async (name: string, labels: Record<string, string> = {}) => {
  await cluster.create(Namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
};
const aGroup = async (namespace: string, spec: OperatorGroup['spec'] = {}) =>
  await cluster.create(OperatorGroup, {
    apiVersion: 'operators.coreos.com/v1',
    kind: 'OperatorGroup',
    metadata: { name: 'group', namespace },
    spec,
  });
const phaseOf = (csv: ClusterServiceVersion | undefined) => [csv?.status?.phase, csv?.status?.reason];
const succeeded = ['Succeeded', 'InstallSucceeded'];

const rule = { verbs: ['get'], apiGroups: [''], resources: ['configmaps'] };
const permitted: Partial<ClusterServiceVersionSpec> = {
  install: {
    strategy: 'deployment',
    spec: {
      deployments: [aStrategy('operator', 'worker')],
      permissions: [{ serviceAccountName: 'worker', rules: [rule] }],
    },
  },
};

/** What an InstallPlan makes for a CSV's permissions. */
async function permit(csv: Stored<ClusterServiceVersion>): Promise<void> {
  const { namespace = '' } = csv.metadata;
  const metadata = { namespace, labels: ownerLabels(csv), ownerReferences: [ownerReference(csv)] };
  const rbac = 'rbac.authorization.k8s.io';
  await cluster.create(ServiceAccount, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { ...metadata, name: 'worker' },
  });
  await cluster.create(Role, {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { ...metadata, name: `${csv.metadata.name}-role` },
    rules: [rule],
  });
  await cluster.create(RoleBinding, {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { ...metadata, name: `${csv.metadata.name}-role` },
    subjects: [{ kind: 'ServiceAccount', name: 'worker', namespace }],
    roleRef: { apiGroup: rbac, kind: 'Role', name: `${csv.metadata.name}-role` },
  });
}

describe('an OperatorGroup', { timeout: 30_000 }, () => {
  it('targets the namespaces that its selector finds, as they come and go', async () => {
    await aNamespace('team-a', { team: 'blue' });
    await aNamespace('blue');
    const group = await aGroup('blue', { selector: { matchLabels: { team: 'blue' } } });
    const targets = (of: OperatorGroup | undefined) => of?.status?.namespaces;
    await cluster.eventually(OperatorGroup, 'blue', 'group', targets).toEqual(['team-a']);
    await aNamespace('team-b', { team: 'blue' });
    await cluster.eventually(OperatorGroup, 'blue', 'group', targets).toEqual(['team-a', 'team-b']);

    const label = `olm.operatorgroup.uid/${group.metadata.uid}`;
    const labelOf = async (name: string) =>
      (await cluster.client.resource(Namespace).get(name))?.metadata.labels?.[label];
    await expect.poll(async () => await labelOf('team-b'), PATIENCE).toBe('');
    await cluster.client.resource(OperatorGroup, 'blue').delete('group');
    await expect.poll(async () => await labelOf('team-b'), PATIENCE).toBeUndefined();
  });

  it('has roles for what its operators provide, and takes them along', async () => {
    await aNamespace('roles');
    await aGroup('roles', { targetNamespaces: ['roles'] });
    const own = async () =>
      (await cluster.client.resource(ClusterRole).list({ labelSelector: 'olm.owner.namespace=roles' })).items.map(
        ({ metadata }) => metadata.name.replace(/-[0-9a-zA-Z]+$/, ''),
      );
    await expect.poll(own, PATIENCE).toEqual(['olm.og.group.admin', 'olm.og.group.edit', 'olm.og.group.view']);
    await cluster.client.resource(OperatorGroup, 'roles').delete('group');
    await expect.poll(own, PATIENCE).toEqual([]);
  });

  it('says where there is more than one of them', async () => {
    await aNamespace('crowded');
    await aGroup('crowded', { targetNamespaces: ['crowded'] });
    await cluster.create(OperatorGroup, {
      apiVersion: 'operators.coreos.com/v1',
      kind: 'OperatorGroup',
      metadata: { name: 'another', namespace: 'crowded' },
    });
    const conditions = (of: OperatorGroup | undefined) =>
      (of?.status?.conditions ?? []).map(({ type, reason }) => `${type} ${reason}`);
    for (const name of ['group', 'another'])
      await cluster
        .eventually(OperatorGroup, 'crowded', name, conditions)
        .toEqual(['MultipleOperatorGroup MultipleOperatorGroupsFound']);
    await cluster.create(ClusterServiceVersion, aCsv('crowded.v1', 'crowded'));
    await cluster
      .eventually(ClusterServiceVersion, 'crowded', 'crowded.v1', phaseOf)
      .toEqual(['Failed', 'TooManyOperatorGroups']);

    await cluster.client.resource(OperatorGroup, 'crowded').delete('another');
    await cluster.eventually(OperatorGroup, 'crowded', 'group', (of) => of?.status?.conditions).toEqual(undefined);
    await cluster.eventually(ClusterServiceVersion, 'crowded', 'crowded.v1', phaseOf).toEqual(succeeded);
  });

  it('refers to the account that it names, as it is now', async () => {
    await aNamespace('scoped');
    await aGroup('scoped', { targetNamespaces: ['scoped'], serviceAccountName: 'worker' });
    const found = (of: OperatorGroup | undefined) => of?.status?.conditions?.map(({ message }) => message);
    await cluster.eventually(OperatorGroup, 'scoped', 'group', found).toEqual(['ServiceAccount worker not found']);
    const metadata = { name: 'worker', namespace: 'scoped' };
    await cluster.create(ServiceAccount, { apiVersion: 'v1', kind: 'ServiceAccount', metadata });

    const accounts = cluster.client.resource(ServiceAccount, 'scoped');
    const agree = async () => {
      const { uid, resourceVersion, labels } = (await accounts.get('worker'))?.metadata ?? {};
      const reference = { kind: 'ServiceAccount', apiVersion: 'v1', ...metadata, uid, resourceVersion };
      const { status } = (await cluster.get(OperatorGroup, 'scoped', 'group')) ?? {};
      expect(status?.serviceAccountRef).toEqual(reference);
      return labels;
    };
    await expect.poll(() => agree().catch(() => undefined), PATIENCE).toEqual({ 'olm.managed': 'true' });
    await accounts.patch('worker', { type: 'merge', body: { metadata: { labels: { of: 'somebody' } } } });
    await expect.poll(() => agree().catch(() => undefined), PATIENCE).toMatchObject({ of: 'somebody' });
  });

  it('refuses an operator whose APIs another group provides already', async () => {
    const owned = [{ name: 'services.default.example.com', version: 'v1', kind: 'Thing' }];
    for (const name of ['first', 'second']) {
      await aNamespace(name);
      await aGroup(name, { targetNamespaces: ['first', 'second'] });
    }
    await cluster.create(ClusterServiceVersion, aCsv('it.v1', 'first', { customresourcedefinitions: { owned } }));
    const annotation = (of: OperatorGroup | undefined) => of?.metadata.annotations?.['olm.providedAPIs'];
    await cluster.eventually(OperatorGroup, 'first', 'group', annotation).toEqual('Thing.v1.default.example.com');
    await cluster.create(ClusterServiceVersion, aCsv('other.v1', 'second', { customresourcedefinitions: { owned } }));
    await cluster
      .eventually(ClusterServiceVersion, 'second', 'other.v1', phaseOf)
      .toEqual(['Failed', 'InterOperatorGroupOwnerConflict']);

    await cluster.client.resource(ClusterServiceVersion, 'first').delete('it.v1');
    await cluster
      .eventually(ClusterServiceVersion, 'second', 'other.v1', (csv) => csv?.status?.reason)
      .toEqual('RequirementsNotMet');
  });
});

describe('an operator of several namespaces', { timeout: 30_000 }, () => {
  it('is shown and permitted in each of them', async () => {
    for (const name of ['home', 'away']) await aNamespace(name);
    await aGroup('home', { targetNamespaces: ['home', 'away'] });
    await permit(await cluster.create(ClusterServiceVersion, aCsv('wide.v1', 'home', permitted)));
    await cluster.eventually(ClusterServiceVersion, 'home', 'wide.v1', phaseOf).toEqual(succeeded);
    await cluster.eventually(ClusterServiceVersion, 'away', 'wide.v1', phaseOf).toEqual(['Succeeded', 'Copied']);
    const copy = await cluster.get(ClusterServiceVersion, 'away', 'wide.v1');
    await cluster
      .eventually(Role, 'away', 'wide.v1-role', (role) => role?.metadata)
      .toEqual(
        expect.objectContaining({
          ownerReferences: [expect.objectContaining({ uid: copy?.metadata.uid })],
          labels: expect.objectContaining({ 'olm.copiedFrom': 'home', 'olm.owner.namespace': 'away' }),
        }),
      );
    await cluster
      .eventually(RoleBinding, 'away', 'wide.v1-role', (binding) => binding?.subjects)
      .toEqual([{ kind: 'ServiceAccount', name: 'worker', namespace: 'home' }]);

    await cluster.client
      .resource(OperatorGroup, 'home')
      .patch('group', { type: 'merge', body: { spec: { targetNamespaces: ['home'] } } });
    await cluster.eventually(ClusterServiceVersion, 'away', 'wide.v1', (csv) => csv).toEqual(undefined);
  });

  it('has its copies mended, whatever somebody does to them', async () => {
    await cluster.client
      .resource(OperatorGroup, 'home')
      .patch('group', { type: 'merge', body: { spec: { targetNamespaces: ['home', 'away'] } } });
    await cluster.eventually(ClusterServiceVersion, 'away', 'wide.v1', phaseOf).toEqual(['Succeeded', 'Copied']);
    const copies = cluster.client.resource(ClusterServiceVersion, 'away');
    await copies.patch('wide.v1', { type: 'merge', body: { spec: { displayName: 'mine' } } });
    await copies.patchStatus('wide.v1', { type: 'merge', body: { status: { message: 'mine' } } });
    await cluster
      .eventually(ClusterServiceVersion, 'away', 'wide.v1', (csv) => [csv?.spec.displayName, csv?.status?.message])
      .toEqual(['wide.v1', 'The operator is running in home but is managing this namespace']);
  });
});

describe('an operator of all namespaces', { timeout: 30_000 }, () => {
  const lifted = async () => {
    const role = await cluster.client.resource(ClusterRole).get('global.v1-role');
    const binding = await cluster.client.resource(ClusterRoleBinding).get('global.v1-role');
    return [role?.rules, binding?.roleRef.kind];
  };
  const copiesOf = async () =>
    (await cluster.client.resource(ClusterServiceVersion).list({ labelSelector: 'olm.copiedFrom=global' })).items;
  const namespaces = async () => (await cluster.client.resource(Namespace).list()).items.length;
  const condition = (config: OlmConfig | undefined) =>
    config?.status?.conditions?.map(({ type, status, message }) => [type, status, message])[0];

  it('is shown and permitted everywhere', async () => {
    await aNamespace('global');
    await aGroup('global');
    await permit(await cluster.create(ClusterServiceVersion, aCsv('global.v1', 'global', permitted)));
    await cluster.eventually(ClusterServiceVersion, 'global', 'global.v1', phaseOf).toEqual(succeeded);
    const watching = { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['namespaces'] };
    await expect.poll(lifted, PATIENCE).toEqual([[rule, watching], 'ClusterRole']);
    const others = (await namespaces()) - 1;
    await expect.poll(async () => (await copiesOf()).length, PATIENCE).toBe(others);
    await aNamespace('late');
    await cluster.eventually(ClusterServiceVersion, 'late', 'global.v1', phaseOf).toEqual(['Succeeded', 'Copied']);
  });

  it('is shown nowhere where the OLMConfig says so', async () => {
    const config = (disabled: boolean): KubernetesObject => ({
      apiVersion: 'operators.coreos.com/v1',
      kind: 'OLMConfig',
      metadata: { name: 'cluster' },
      spec: { features: { disableCopiedCSVs: disabled } },
    });
    const configs = cluster.client.resource(OlmConfig);
    await configs.apply(config(true), { fieldManager: 'test', force: true });
    await expect.poll(async () => (await copiesOf()).length, PATIENCE).toBe(0);
    await cluster
      .eventually(OlmConfig, '', 'cluster', condition)
      .toEqual([
        'DisabledCopiedCSVs',
        'True',
        'Copied CSVs are disabled and no unexpected copied CSVs were found for operators installed in AllNamespace mode',
      ]);
    await configs.apply(config(false), { fieldManager: 'test', force: true });
    const others = (await namespaces()) - 1;
    await expect.poll(async () => (await copiesOf()).length, PATIENCE).toBe(others);
    await cluster
      .eventually(OlmConfig, '', 'cluster', condition)
      .toEqual(['DisabledCopiedCSVs', 'False', 'Copied CSVs are enabled and present across the cluster']);
  });

  it('leaves nothing of itself but its group when its CSV is deleted', async () => {
    await cluster.client.resource(ClusterServiceVersion, 'global').delete('global.v1');
    await expect.poll(async () => (await copiesOf()).length, PATIENCE).toBe(0);
    await expect.poll(lifted, PATIENCE).toEqual([undefined, undefined]);
    await cluster.eventually(ServiceAccount, 'global', 'worker', (account) => account).toEqual(undefined);
    expect(await cluster.get(OperatorGroup, 'global', 'group')).toBeDefined();
  });
});
