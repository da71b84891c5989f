import {
  ClusterServiceVersion,
  ConfigMap,
  CustomResourceDefinition,
  Event,
  InstallPlan,
  Role,
  RoleBinding,
  Service,
  ServiceAccount,
  type Step,
} from '@violet/api';
import { Metrics } from '@violet/controller';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOlmCluster, type OlmCluster } from '../testing/olm-cluster.ts';
import { installPlanController } from './controller.ts';

let cluster: OlmCluster;
const metrics = new Metrics();

beforeAll(async () => {
  cluster = await anOlmCluster();
  const openRegistry = () => {
    throw new Error('plans read no images');
  };
  const settings = { catalogNamespace: 'catalogs', openRegistry, alsoSupportedKinds: ['Relic'], metrics };
  cluster.run([installPlanController(settings)]);
}, 30_000);

afterAll(async () => {
  await cluster.close();
});

let namespaces = 0;

async function aNamespace(
  ...group: Parameters<OlmCluster['namespace']> extends [string, ...infer Rest] ? Rest : never
) {
  const name = `plans-${++namespaces}`;
  await cluster.namespace(name, ...group);
  return name;
}

function aStep(object: KubernetesObject, resolving = '', fields: Partial<Step> = {}): Step {
  const [version = '', group = ''] = object.apiVersion.split('/').reverse();
  const resource = {
    sourceName: 'catalog',
    sourceNamespace: 'catalogs',
    group,
    version,
    kind: object.kind,
    name: object.metadata.name ?? '',
    manifest: JSON.stringify(object),
  };
  return { resolving, resource, status: 'Unknown', ...fields };
}

async function aPlan(namespace: string, steps: Step[], fields: { approved?: boolean; name?: string } = {}) {
  const { approved = true, name = 'plan' } = fields;
  const plan = await cluster.create(InstallPlan, {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'InstallPlan',
    metadata: { name, namespace },
    spec: { clusterServiceVersionNames: [], approval: approved ? 'Automatic' : 'Manual', approved },
  });
  const status = { phase: approved ? 'Installing' : 'RequiresApproval', catalogSources: [], plan: steps };
  await cluster.client
    .resource(InstallPlan, namespace)
    .patchStatus(name, { type: 'merge', body: { status: status as never } });
  return plan;
}

function aCsv(namespace: string, name: string): ClusterServiceVersion {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: { name, namespace },
    spec: { displayName: name, install: { strategy: 'deployment', spec: { deployments: [] } } },
  };
}

function aDefinition(kind: string, version: string, maximum = 10): KubernetesObject {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.plans.example.com` },
    spec: {
      group: 'plans.example.com',
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: { type: 'object', properties: { size: { type: 'integer', maximum } } } },
            },
          },
        },
      ],
    },
  };
}

const phase = (plan: Stored<InstallPlan> | undefined) => plan?.status?.phase;
const stepStatuses = (plan: Stored<InstallPlan> | undefined) => plan?.status?.plan?.map(({ status }) => status);

describe('an InstallPlan', () => {
  it('waits until somebody approves it, then creates what it says', async () => {
    const namespace = await aNamespace();
    await aPlan(namespace, [aStep(aCsv(namespace, 'lamps.v1'))], { approved: false });
    await expect.poll(() => cluster.get(InstallPlan, namespace, 'plan').then(phase)).toBe('RequiresApproval');
    expect(await cluster.get(ClusterServiceVersion, namespace, 'lamps.v1')).toBeUndefined();

    await cluster.client
      .resource(InstallPlan, namespace)
      .patch('plan', { type: 'merge', body: { spec: { approved: true } } });

    await cluster.eventually(InstallPlan, namespace, 'plan', phase).toEqual('Complete');
    const csv = await cluster.get(ClusterServiceVersion, namespace, 'lamps.v1');
    expect(csv?.metadata.labels).toEqual({ 'olm.managed': 'true' });
    const plan = await cluster.get(InstallPlan, namespace, 'plan');
    expect(plan?.status?.conditions).toEqual([
      { type: 'Installed', status: 'True', lastUpdateTime: expect.any(String), lastTransitionTime: expect.any(String) },
    ]);
    expect(stepStatuses(plan)).toEqual(['Created']);
  });

  it('without steps is left to whoever makes it', async () => {
    const namespace = await aNamespace();
    await aPlan(namespace, []);
    await aPlan(namespace, [aStep(aCsv(namespace, 'lamps.v1'))], { name: 'other' });
    await cluster.eventually(InstallPlan, namespace, 'other', phase).toEqual('Complete');
    expect(phase(await cluster.get(InstallPlan, namespace, 'plan'))).toBe('Installing');
  });

  it('creates a CRD, waits until it is served, and notes the CSV on it', async () => {
    const namespace = await aNamespace();
    await cluster.create(ClusterServiceVersion, aCsv(namespace, 'lamps.v1'));
    await cluster.create(ClusterServiceVersion, aCsv(namespace, 'lamps.v2'));
    await aPlan(namespace, [aStep(aDefinition('Lamp', 'v1'), 'lamps.v1')]);
    await cluster.eventually(InstallPlan, namespace, 'plan', stepStatuses).toEqual(['Created']);

    await aPlan(namespace, [aStep(aDefinition('Lamp', 'v1'), 'lamps.v2')], { name: 'second' });

    await cluster.eventually(InstallPlan, namespace, 'second', stepStatuses).toEqual(['Present']);
    const definition = await cluster.client.resource(CustomResourceDefinition).get('lamps.plans.example.com');
    expect(Object.values(definition?.metadata.annotations ?? {}).sort()).toEqual([
      `${namespace}/lamps.v1`,
      `${namespace}/lamps.v2`,
    ]);
  });

  it('takes a CRD whose manifest names no group', async () => {
    const namespace = await aNamespace();
    await aPlan(namespace, [aStep({ ...aDefinition('Groupless', 'v1'), apiVersion: 'v1' })]);
    await cluster.eventually(InstallPlan, namespace, 'plan', stepStatuses).toEqual(['Created']);
  });

  it('refuses a CRD that existing objects break, and one that forgets a stored version', async () => {
    const namespace = await aNamespace();
    await aPlan(namespace, [aStep(aDefinition('Shade', 'v1'))]);
    await cluster.eventually(InstallPlan, namespace, 'plan', phase).toEqual('Complete');
    const shades = {
      group: 'plans.example.com',
      version: 'v1',
      kind: 'Shade',
      plural: 'shades',
      scope: 'Namespaced',
    } as const;
    await cluster.create(shades, {
      apiVersion: 'plans.example.com/v1',
      kind: 'Shade',
      metadata: { name: 'large', namespace },
      spec: { size: 7 },
    });

    await aPlan(namespace, [aStep(aDefinition('Shade', 'v1', 5))], { name: 'narrower' });
    await aPlan(namespace, [aStep(aDefinition('Shade', 'v2'))], { name: 'forgetful' });

    const message = (plan: Stored<InstallPlan> | undefined) => plan?.status?.message;
    await cluster
      .eventually(InstallPlan, namespace, 'narrower', message)
      .toEqual(
        `retrying execution due to error: error validating existing CRs against new CRD's schema for "shades.plans.example.com": error validating plans.example.com/v1, Kind=Shade "${namespace}/large": updated validation is too restrictive: [].spec.size: Invalid value: 7: spec.size in body should be less than or equal to 5`,
      );
    await cluster
      .eventually(InstallPlan, namespace, 'forgetful', message)
      .toEqual(
        'retrying execution due to error: risk of data loss updating "shades.plans.example.com": new CRD removes version v1 that is listed as a stored version on the existing CRD',
      );
  });

  it('waits for the CSV that owns an object, and goes on when it is there', async () => {
    const namespace = await aNamespace();
    const configMap: ConfigMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings' },
      data: { a: '1' },
    };
    await aPlan(namespace, [aStep(configMap, 'late.v1')]);
    await cluster
      .eventually(InstallPlan, namespace, 'plan', (plan) => plan?.status?.message)
      .toEqual(
        'retrying execution due to error: error generating ownerrefs for configmap: settings: clusterserviceversions.operators.coreos.com "late.v1" not found',
      );

    const { metadata } = await cluster.create(ClusterServiceVersion, aCsv(namespace, 'late.v1'));

    await cluster.eventually(InstallPlan, namespace, 'plan', phase).toEqual('Complete');
    const made = await cluster.get(ConfigMap, namespace, 'settings');
    expect(made?.metadata.ownerReferences?.map(({ uid }) => uid)).toEqual([metadata.uid]);
  });

  it('keeps the owners and annotations that a service account has', async () => {
    const namespace = await aNamespace();
    const csvs = await Promise.all(
      ['old', 'new'].map((name) => cluster.create(ClusterServiceVersion, aCsv(namespace, name))),
    );
    const owned = (csv: Stored<ClusterServiceVersion> | undefined, uid = ''): ServiceAccount => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'operator',
        namespace,
        annotations: { [`by-${csv?.metadata.name}`]: 'yes' },
        ownerReferences: [
          {
            apiVersion: 'operators.coreos.com/v1alpha1',
            kind: 'ClusterServiceVersion',
            name: csv?.metadata.name ?? '',
            uid,
          },
        ],
      },
    });
    await cluster.create(ServiceAccount, owned(csvs[0], csvs[0]?.metadata.uid));

    await aPlan(namespace, [aStep(owned(csvs[1]))]);

    await cluster.eventually(InstallPlan, namespace, 'plan', stepStatuses).toEqual(['Present']);
    const account = await cluster.get(ServiceAccount, namespace, 'operator');
    expect(account?.metadata.ownerReferences?.map(({ uid }) => uid)).toEqual(csvs.map(({ metadata }) => metadata.uid));
    expect(account?.metadata.annotations).toEqual({ 'by-old': 'yes', 'by-new': 'yes' });
  });

  it('replaces a Service that has its address already', async () => {
    const namespace = await aNamespace();
    const service = (port: number): KubernetesObject => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace },
      spec: { type: 'ClusterIP', ports: [{ port }] },
    });
    const before = await cluster.create(Service, service(80) as Service);
    await aPlan(namespace, [aStep(service(8080))]);
    await cluster.eventually(InstallPlan, namespace, 'plan', stepStatuses).toEqual(['Present']);
    const after = await cluster.get(Service, namespace, 'web');
    const specOf = (one: KubernetesObject | undefined) => one?.spec as { clusterIP: string; ports: { port: number }[] };
    expect(specOf(after).ports[0]?.port).toBe(8080);
    expect(specOf(after).clusterIP).toBe(specOf(before).clusterIP);
  });

  it.each([
    [
      'a kind that the cluster does not serve',
      { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata: { name: 'old' } },
      'retrying execution due to error: api-server resource not found installing PodDisruptionBudget old: GroupVersionKind policy/v1beta1, Kind=PodDisruptionBudget not found on the cluster. This API may have been deprecated and removed, see https://kubernetes.io/docs/reference/using-api/deprecation-guide/ for more information.',
      'Unknown',
    ],
    [
      'a kind that no bundle may hold',
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } },
      'retrying execution due to error: the InstallPlan contains invalid data',
      'UnsupportedResource',
    ],
  ])('says so where it names %s', async (_name, object, message, status) => {
    const namespace = await aNamespace();
    await aPlan(namespace, [aStep(object)]);
    await cluster.eventually(InstallPlan, namespace, 'plan', (plan) => plan?.status?.message).toEqual(message);
    expect(stepStatuses(await cluster.get(InstallPlan, namespace, 'plan'))).toEqual([status]);
  });

  it('says who is missing where no OperatorGroup manages the namespace, and goes on when one does', async () => {
    const namespace = await aNamespace({ status: { namespaces: [], lastUpdated: '2026-01-01T00:00:00Z' } });
    await aPlan(namespace, [aStep(aCsv(namespace, 'lamps.v1'))]);
    await cluster
      .eventually(InstallPlan, namespace, 'plan', (plan) =>
        plan?.status?.conditions?.map(({ reason, message }) => [reason, message]),
      )
      .toEqual([['InstallCheckFailed', 'no operator group found that is managing this namespace']]);
    const groups = cluster.client.resource(
      {
        group: 'operators.coreos.com',
        version: 'v1',
        kind: 'OperatorGroup',
        plural: 'operatorgroups',
        scope: 'Namespaced',
      },
      namespace,
    );
    await groups.patchStatus('group', {
      type: 'merge',
      body: { status: { namespaces: [namespace], lastUpdated: '2026-01-01T00:00:00Z' } },
    });
    await cluster.eventually(InstallPlan, namespace, 'plan', phase).toEqual('Complete');
  });
});

describe('an InstallPlan under an account of the OperatorGroup', () => {
  it('may do what the account may, and is tried again when that is more', async () => {
    const namespace = `plans-${++namespaces}`;
    const reference = { apiVersion: 'v1', kind: 'ServiceAccount', name: 'limited', namespace };
    await cluster.namespace(namespace, {
      spec: { serviceAccountName: 'limited' },
      status: { namespaces: [namespace], serviceAccountRef: reference, lastUpdated: '2026-01-01T00:00:00Z' },
    });
    await cluster.create(ServiceAccount, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'limited', namespace },
    });
    await aPlan(namespace, [aStep(aCsv(namespace, 'lamps.v1'))]);
    await cluster
      .eventually(InstallPlan, namespace, 'plan', (plan) => plan?.status?.message)
      .toEqual(
        `retrying execution due to error: error creating csv lamps.v1: clusterserviceversions.operators.coreos.com is forbidden: User "system:serviceaccount:${namespace}:limited" cannot create resource "clusterserviceversions" in API group "operators.coreos.com" in the namespace "${namespace}"`,
      );

    await cluster.create(Role, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'limited', namespace },
      rules: [{ apiGroups: ['operators.coreos.com'], resources: ['clusterserviceversions'], verbs: ['create'] }],
    });
    await cluster.create(RoleBinding, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'limited', namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'limited' },
      subjects: [{ kind: 'ServiceAccount', name: 'limited', namespace }],
    });

    await cluster.eventually(InstallPlan, namespace, 'plan', phase).toEqual('Complete');
    const plan = await cluster.get(InstallPlan, namespace, 'plan');
    expect(plan?.status?.attenuatedServiceAccountRef).toEqual(reference);
  });
});

describe('warnings of the API server', () => {
  const warnings = async (namespace: string) =>
    (await cluster.list(Event, namespace))
      .filter(({ reason }) => reason === 'AppliedWithWarnings')
      .map(({ message }) => message);

  it('become an Event about the step', async () => {
    const namespace = await aNamespace();
    const definition = aDefinition('Relic', 'v1') as KubernetesObject & {
      spec: { versions: Record<string, unknown>[] };
    };
    Object.assign(definition.spec.versions[0] ?? {}, { deprecated: true });
    await cluster.create(CustomResourceDefinition, definition as never);
    await cluster.create(ClusterServiceVersion, aCsv(namespace, 'relics.v1'));
    const relic = { apiVersion: 'plans.example.com/v1', kind: 'Relic', metadata: { name: 'old' } };
    await aPlan(namespace, [aStep(relic, 'relics.v1')]);
    await cluster.eventually(InstallPlan, namespace, 'plan', phase).toEqual('Complete');
    await expect
      .poll(async () =>
        (await cluster.list(Event, namespace)).map(({ reason, message, involvedObject }) => [
          reason,
          message,
          involvedObject,
        ]),
      )
      .toContainEqual([
        'AppliedWithWarnings',
        '1 warning(s) generated during installation of operator "relics.v1" (Relic "old"): plans.example.com/v1 Relic is deprecated',
        expect.objectContaining({ kind: 'InstallPlan', name: 'plan', fieldPath: 'status.plan[0]' }),
      ]);
    expect(metrics.print()).toContain('\ninstallplan_warnings_total 1\n');
  });

  it('about old versions of a CRD that is upgraded become one too', async () => {
    const namespace = await aNamespace();
    const definition = aDefinition('Fossil', 'v1') as KubernetesObject & {
      spec: { versions: Record<string, unknown>[] };
    };
    Object.assign(definition.spec.versions[0] ?? {}, { deprecated: true });
    await cluster.create(CustomResourceDefinition, definition as never);
    await cluster.create(ClusterServiceVersion, aCsv(namespace, 'fossils.v1'));
    await aPlan(namespace, [aStep(definition, 'fossils.v1')]);
    await cluster.eventually(InstallPlan, namespace, 'plan', phase).toEqual('Complete');
    await expect
      .poll(() => warnings(namespace))
      .toEqual([
        '1 warning(s) generated during installation of operator "fossils.v1" (CustomResourceDefinition "fossils.plans.example.com"): plans.example.com/v1 Fossil is deprecated',
      ]);
  });
});
