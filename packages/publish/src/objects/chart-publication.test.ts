import { Chart, ChartRepo, customResourceDefinition, Namespace, resource, systemNamespace } from '@violet/api';
import { ensureDefinitions } from '@violet/controller';
import { type Clock, type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { aSandbox, type SandboxUnderTest } from '@violet/sandbox/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awaitChart, requireChartRepo } from './chart-publication.ts';

let sandbox: SandboxUnderTest;
let cluster: Cluster;

beforeAll(async () => {
  sandbox = await aSandbox({ name: 'global' });
  cluster = connectCluster(parseKubeconfig(sandbox.kubeconfig).access());
  await ensureDefinitions(cluster, [Chart, ChartRepo].map(customResourceDefinition));
  await cluster
    .resource(Namespace)
    .create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace } });
  await cluster.resource(ChartRepo, systemNamespace).create({
    apiVersion: 'app.alauda.io/v1beta1',
    kind: 'ChartRepo',
    metadata: { name: 'team', namespace: systemNamespace },
    spec: { type: 'Local', url: '' },
    status: { phase: 'Synced', reason: 'team/broken:1.0.0: it is no chart; team/other:1.0.0: neither' },
  });
  await list('web', 'sha256:ours');
});
afterAll(async () => {
  await cluster?.close();
  await sandbox?.close();
});

async function list(name: string, manifest: string): Promise<void> {
  await cluster.resource(Chart, systemNamespace).create({
    apiVersion: 'app.alauda.io/v1beta1',
    kind: 'Chart',
    metadata: { name: `${name}.team`, namespace: systemNamespace },
    spec: { versions: [{ name, version: '1.0.0', urls: [], created: '', manifest }] },
  });
}

/** Each pause is over at once, and a second has passed. */
function skippingClock(): Clock {
  let passed = 0;
  return {
    now: () => new Date(0),
    monotonicMs: () => passed,
    after: (_delayMs, call) => {
      passed += 1000;
      const timer = setImmediate(call);
      return () => clearImmediate(timer);
    },
  };
}

function waitFor(name: string, manifest: string): Promise<void> {
  const chart = { repo: 'team', name, version: '1.0.0', digest: 'sha256:chart', provenance: undefined };
  const contents = { manifests: [], blobs: [] };
  const image = { name, repository: `team/${name}`, reference: '1.0.0', digest: manifest, contents };
  const options = { timeoutMs: 10_000, clock: skippingClock(), random: () => 0 };
  return awaitChart(cluster, chart, { image, manifest, options });
}

describe('waiting for a chart', () => {
  it('ends when it is listed', async () => {
    await expect(waitFor('web', 'sha256:ours')).resolves.toBeUndefined();
  });

  it.each([
    ['another content has taken its place', 'web', 'Conflict', 'chart web 1.0.0 is in team with another content'],
    ['the platform cannot offer it', 'broken', 'Invalid', 'cannot offer the chart: team/broken:1.0.0: it is no chart'],
    ['nothing happens', 'silent', 'Timeout', 'chart repository team does not list silent 1.0.0 after 10 s'],
  ])('says that %s', async (_what, name, code, message) => {
    const waiting = waitFor(name, 'sha256:theirs');

    await expect(waiting).rejects.toMatchObject({ code });
    await expect(waiting).rejects.toThrow(message);
  });
});

describe('a chart repository to push to', () => {
  it('is not there, and those that are there are named', async () => {
    await expect(requireChartRepo(cluster, 'nope')).rejects.toMatchObject({
      message: 'chart repository nope does not exist',
      hint: 'Charts can go to: team.',
    });
  });

  it('is not there, and who may not list them is told no names', async () => {
    const rbac = (kind: string, plural: string, more: object) =>
      cluster.resource(resource('rbac.authorization.k8s.io/v1', kind, plural), systemNamespace).create({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind,
        metadata: { name: 'reader' },
        ...more,
      });
    await rbac('Role', 'roles', {
      rules: [{ apiGroups: ['app.alauda.io'], resources: ['chartrepos'], verbs: ['get'] }],
    });
    const apiGroup = 'rbac.authorization.k8s.io';
    await rbac('RoleBinding', 'rolebindings', {
      roleRef: { apiGroup, kind: 'Role', name: 'reader' },
      subjects: [{ apiGroup, kind: 'User', name: 'reader' }],
    });

    const asked = requireChartRepo(cluster.impersonate({ username: 'reader' }), 'nope');

    await expect(asked).rejects.toMatchObject({ code: 'NotFound', message: 'chart repository nope does not exist' });
    await expect(asked).rejects.toHaveProperty('hint', undefined);
  });
});
