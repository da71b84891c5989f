import {
  ApiService,
  ClusterRole,
  ClusterRoleBinding,
  ClusterServiceVersion,
  CustomResourceDefinition,
  Deployment,
  OperatorGroup,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  ValidatingWebhookConfiguration,
  type WebhookDescription,
} from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorControllers } from '../../operator-controllers.ts';
import { aCrd, aCsv, aStrategy, installModes } from '../../testing/a-csv.ts';
import { anOlmCluster, type OlmCluster } from '../../testing/olm-cluster.ts';
import { stored } from '../../testing/stored.ts';
import { putConversion } from '../../webhooks/install.ts';

let cluster: OlmCluster;
const PATIENCE = { timeout: 15_000 };

beforeAll(async () => {
  cluster = await anOlmCluster();
  cluster.run(operatorControllers());
}, 60_000);

afterAll(async () => await cluster.close());

const phaseOf = (csv: ClusterServiceVersion | undefined) => [csv?.status?.phase, csv?.status?.reason];
const succeeded = ['Succeeded', 'InstallSucceeded'];
const rbac = 'rbac.authorization.k8s.io';

const webhook: WebhookDescription = {
  generateName: 'check.example.com',
  type: 'ValidatingAdmissionWebhook',
  deploymentName: 'operator',
  containerPort: 443,
  targetPort: 9443,
  rules: [{ operations: ['CREATE'], apiGroups: ['example.com'], apiVersions: ['v1'], resources: ['gizmos'] }],
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
};

describe('an operator with a webhook', { timeout: 30_000 }, () => {
  const configurations = async () =>
    (
      await cluster.client
        .resource(ValidatingWebhookConfiguration)
        .list({ labelSelector: 'olm.owner=hooked.v1,olm.owner.namespace=hooked' })
    ).items;
  const authority = async () => (await cluster.get(Secret, 'hooked', 'operator-service-cert'))?.data?.['olmCAKey'];

  it('is called with a certificate that the cluster trusts', async () => {
    await cluster.namespace('hooked');
    await cluster.create(ClusterServiceVersion, aCsv('hooked.v1', 'hooked', { webhookdefinitions: [webhook] }));
    await cluster.eventually(ClusterServiceVersion, 'hooked', 'hooked.v1', phaseOf).toEqual(succeeded);

    const [configuration] = await configurations();
    const service = { name: 'operator-service', namespace: 'hooked', port: 443 };
    expect(configuration?.webhooks?.[0]?.clientConfig).toEqual({ service, caBundle: await authority() });
    const group = await cluster.get(OperatorGroup, 'hooked', 'group');
    expect(configuration?.webhooks?.[0]?.namespaceSelector).toEqual({
      matchLabels: { [`olm.operatorgroup.uid/${group?.metadata.uid}`]: '' },
    });
    const made = await cluster.get(Service, 'hooked', 'operator-service');
    expect(made?.spec?.ports).toMatchObject([{ name: '443', port: 443, targetPort: 9443 }]);
    const deployment = await cluster.get(Deployment, 'hooked', 'operator');
    expect(deployment?.spec.template.metadata?.annotations?.['olmcahash']).toMatch(/^[0-9a-f]{64}$/);
    const csv = await cluster.get(ClusterServiceVersion, 'hooked', 'hooked.v1');
    expect(Date.parse(csv?.status?.certsRotateAt ?? '') - Date.parse(csv?.status?.certsLastUpdated ?? '')).toBe(
      729 * 86_400_000,
    );
  });

  it('keeps its certificate when it is installed again', async () => {
    const before = await authority();
    const body = { status: { phase: 'Pending' } };
    await cluster.client.resource(ClusterServiceVersion, 'hooked').patchStatus('hooked.v1', { type: 'merge', body });
    await cluster.eventually(ClusterServiceVersion, 'hooked', 'hooked.v1', phaseOf).toEqual(succeeded);
    expect(await authority()).toBe(before);
  });

  it('gets a new certificate when its own is gone', async () => {
    const before = await authority();
    await cluster.client.resource(Secret, 'hooked').delete('operator-service-cert');
    await expect.poll(async () => [undefined, before].includes(await authority()), PATIENCE).toBe(false);
    await expect
      .poll(
        async () => (await configurations())[0]?.webhooks?.[0]?.clientConfig.caBundle === (await authority()),
        PATIENCE,
      )
      .toBe(true);
    await cluster.eventually(ClusterServiceVersion, 'hooked', 'hooked.v1', phaseOf).toEqual(succeeded);
  });

  it('gets a new certificate when its Secret is not marked as one of OLM any more', async () => {
    const before = await authority();
    const body = { metadata: { labels: { 'olm.managed': null } } };
    await cluster.client.resource(Secret, 'hooked').patch('operator-service-cert', { type: 'merge', body });
    await expect.poll(async () => (await authority()) === before, PATIENCE).toBe(false);
    await cluster
      .eventually(Secret, 'hooked', 'operator-service-cert', (secret) => secret?.metadata.labels)
      .toEqual({ 'olm.managed': 'true' });
    await cluster.eventually(ClusterServiceVersion, 'hooked', 'hooked.v1', phaseOf).toEqual(succeeded);
  });

  it('loses a webhook that it does not describe any more, and all with its CSV', async () => {
    const renamed = [{ ...webhook, generateName: 'other.example.com' }];
    await cluster.client
      .resource(ClusterServiceVersion, 'hooked')
      .patch('hooked.v1', { type: 'merge', body: { spec: { webhookdefinitions: renamed } } as never });
    const names = async () =>
      (await configurations()).map(({ metadata }) => metadata.labels?.['olm.webhook-description-generate-name']);
    await expect.poll(names, PATIENCE).toEqual(['other.example.com']);
    await cluster.client.resource(ClusterServiceVersion, 'hooked').delete('hooked.v1');
    await expect.poll(names, PATIENCE).toEqual([]);
    await cluster.eventually(Service, 'hooked', 'operator-service', (service) => service).toEqual(undefined);
    await cluster.eventually(Secret, 'hooked', 'operator-service-cert', (secret) => secret).toEqual(undefined);
    await cluster
      .eventually(ClusterRoleBinding, '', 'operator-service-system:auth-delegator', (binding) => binding)
      .toEqual(undefined);
  });
});

describe('an operator that replaces another one', { timeout: 30_000 }, () => {
  const certificate = async () => (await cluster.get(Secret, 'handed', 'operator-service-cert'))?.data?.['tls.crt'];

  it('has its certificate from it, and knows when to make it anew', async () => {
    await cluster.namespace('handed');
    await cluster.create(ClusterServiceVersion, aCsv('handed.v1', 'handed', { webhookdefinitions: [webhook] }));
    await cluster.eventually(ClusterServiceVersion, 'handed', 'handed.v1', phaseOf).toEqual(succeeded);
    const [before, first] = [await certificate(), await cluster.get(ClusterServiceVersion, 'handed', 'handed.v1')];

    const spec = { webhookdefinitions: [webhook], replaces: 'handed.v1' };
    await cluster.create(ClusterServiceVersion, aCsv('handed.v2', 'handed', spec));
    await cluster.eventually(ClusterServiceVersion, 'handed', 'handed.v1', (csv) => csv).toEqual(undefined);
    await cluster.eventually(ClusterServiceVersion, 'handed', 'handed.v2', phaseOf).toEqual(succeeded);
    expect(await certificate()).toBe(before);
    const second = await cluster.get(ClusterServiceVersion, 'handed', 'handed.v2');
    expect(second?.status?.certsRotateAt).toBe(first?.status?.certsRotateAt);
    expect(second?.status?.certsLastUpdated).toBe(first?.status?.certsLastUpdated);
  });
});

describe('an operator that converts', { timeout: 30_000 }, () => {
  const owned = [{ name: 'turns.example.com', version: 'v1', kind: 'Turn' }];
  const conversion: WebhookDescription = {
    ...webhook,
    generateName: 'turn.example.com',
    type: 'ConversionWebhook',
    conversionCRDs: ['turns.example.com'],
  };
  const strategyOf = (crd: CustomResourceDefinition | undefined) => crd?.spec.conversion?.strategy;

  it('is asked for it while it is there', async () => {
    await cluster.namespace('turning', {
      spec: { targetNamespaces: [] },
      status: { namespaces: [''], lastUpdated: '2026-11-22T10:00:00Z' },
    });
    await cluster.create(CustomResourceDefinition, aCrd('turns', 'example.com', 'Turn'));
    await cluster.create(
      ClusterServiceVersion,
      aCsv('turning.v1', 'turning', {
        customresourcedefinitions: { owned },
        webhookdefinitions: [conversion],
        installModes: installModes('AllNamespaces'),
      }),
    );
    await cluster.eventually(ClusterServiceVersion, 'turning', 'turning.v1', phaseOf).toEqual(succeeded);
    await cluster.eventually(CustomResourceDefinition, '', 'turns.example.com', strategyOf).toEqual('Webhook');
    await cluster.client.resource(ClusterServiceVersion, 'turning').delete('turning.v1');
    await cluster.eventually(CustomResourceDefinition, '', 'turns.example.com', strategyOf).toEqual('None');
  });

  it('is asked for it also where others write into the CRD at the same time', async () => {
    const crd = aCrd('spins', 'example.com', 'Spin');
    await cluster.create(CustomResourceDefinition, crd);
    const csv = stored(
      aCsv('spinning.v1', 'turning', {
        customresourcedefinitions: { owned: [{ name: crd.metadata.name, version: 'v1', kind: 'Spin' }] },
        installModes: installModes('AllNamespaces'),
      }),
    );
    const own = { ...conversion, conversionCRDs: [crd.metadata.name] };

    // All have read it before the first one has written.
    await Promise.all(['QQ==', 'Qg==', 'Qw=='].map((ca) => putConversion(own, ca, { csv, actor: cluster.client })));

    await cluster.eventually(CustomResourceDefinition, '', crd.metadata.name, strategyOf).toEqual('Webhook');
  });

  it('fails where it supports more than all namespaces', async () => {
    await cluster.namespace('turner');
    await cluster.create(
      ClusterServiceVersion,
      aCsv('turner.v1', 'turner', { webhookdefinitions: [{ ...conversion, conversionCRDs: ['none.example.com'] }] }),
    );
    await cluster
      .eventually(ClusterServiceVersion, 'turner', 'turner.v1', (csv) =>
        csv?.status?.conditions?.some(({ message }) => message?.includes('must support only AllNamespaces')),
      )
      .toEqual(true);
  });
});

describe('an APIService whose CSV is not there', { timeout: 30_000 }, () => {
  it('is removed', async () => {
    await cluster.create(ApiService, {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: {
        name: 'v1.orphans.example.com',
        labels: {
          'olm.owner': 'nobody.v1',
          'olm.owner.namespace': 'hooked',
          'olm.owner.kind': 'ClusterServiceVersion',
        },
      },
      spec: {
        group: 'orphans.example.com',
        version: 'v1',
        groupPriorityMinimum: 2000,
        versionPriority: 15,
        service: { namespace: 'hooked', name: 'none' },
        insecureSkipTLSVerify: true,
      },
    });
    await cluster.eventually(ApiService, '', 'v1.orphans.example.com', (service) => service).toEqual(undefined);
  });
});

describe('an account that installs operators', { timeout: 30_000 }, () => {
  it('is needed with permission, and is tried again when it has it', async () => {
    await cluster.namespace('scoped', { spec: { targetNamespaces: ['scoped'], serviceAccountName: 'installer' } });
    const metadata = { name: 'installer', namespace: 'scoped' };
    await cluster.create(ServiceAccount, { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
    await cluster.create(ClusterServiceVersion, aCsv('scoped.v1', 'scoped'));
    await cluster
      .eventually(ClusterServiceVersion, 'scoped', 'scoped.v1', phaseOf)
      .toEqual(['Failed', 'InstallComponentFailedNoRetry']);
    const csv = await cluster.get(ClusterServiceVersion, 'scoped', 'scoped.v1');
    expect(csv?.status?.message).toMatch(
      /^install strategy failed: install strategy failed: deployments.apps "operator" is forbidden: /,
    );

    const apiVersion = `${rbac}/v1`;
    const rules = [{ verbs: ['*'], apiGroups: ['apps'], resources: ['deployments'] }];
    await cluster.create(Role, { apiVersion, kind: 'Role', metadata, rules });
    await cluster.create(RoleBinding, {
      apiVersion,
      kind: 'RoleBinding',
      metadata,
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
      roleRef: { apiGroup: rbac, kind: 'Role', name: 'installer' },
    });
    await cluster.eventually(ClusterServiceVersion, 'scoped', 'scoped.v1', phaseOf).toEqual(succeeded);
    const reasons = (await cluster.get(ClusterServiceVersion, 'scoped', 'scoped.v1'))?.status?.conditions?.map(
      ({ reason }) => reason,
    );
    expect(reasons).toContain('DetectedClusterChange');
  });

  it('is told to be missing in its group', async () => {
    await cluster.namespace('unmanned', { spec: { targetNamespaces: ['unmanned'], serviceAccountName: 'nobody' } });
    await cluster
      .eventually(OperatorGroup, 'unmanned', 'group', (group) =>
        group?.status?.conditions?.map(({ type, reason, message }) => [type, reason, message]),
      )
      .toEqual([['OperatorGroupServiceAccount', 'ServiceAccountNotFound', 'ServiceAccount nobody not found']]);
  });
});

describe('a Deployment that somebody changes', { timeout: 30_000 }, () => {
  it('is put back, and orphans go', async () => {
    await cluster.namespace('firm');
    await cluster.create(ClusterServiceVersion, aCsv('firm.v1', 'firm'));
    await cluster.eventually(ClusterServiceVersion, 'firm', 'firm.v1', phaseOf).toEqual(succeeded);
    await cluster.client
      .resource(Deployment, 'firm')
      .patch('operator', { type: 'merge', body: { metadata: { labels: { 'olm.deployment-spec-hash': 'abc' } } } });
    await cluster
      .eventually(Deployment, 'firm', 'operator', (one) => one?.metadata.labels?.['olm.deployment-spec-hash'] === 'abc')
      .toEqual(false);

    const install = { strategy: 'deployment', spec: { deployments: [aStrategy('renamed')] } };
    await cluster.client
      .resource(ClusterServiceVersion, 'firm')
      .patch('firm.v1', { type: 'merge', body: { spec: { install } } as never });
    await cluster.eventually(Deployment, 'firm', 'operator', (deployment) => deployment).toEqual(undefined);
    await cluster.eventually(ClusterServiceVersion, 'firm', 'firm.v1', phaseOf).toEqual(succeeded);
  });

  it('comes back when it is deleted', async () => {
    const before = await cluster.get(Deployment, 'firm', 'renamed');
    await cluster.client.resource(Deployment, 'firm').delete('renamed');
    await expect
      .poll(async () => {
        const uid = (await cluster.get(Deployment, 'firm', 'renamed'))?.metadata.uid;
        return uid !== undefined && uid !== before?.metadata.uid;
      }, PATIENCE)
      .toBe(true);
    await cluster.eventually(ClusterServiceVersion, 'firm', 'firm.v1', phaseOf).toEqual(succeeded);
    const roles = await cluster.client.resource(ClusterRole).list({ labelSelector: 'olm.owner=firm.v1' });
    expect(roles.items).toEqual([]);
  });
});
