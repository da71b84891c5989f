import { ClusterRole, ClusterRoleBinding } from '@violet/api';
import { manualClock } from '@violet/kube/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anOlmCluster, type OlmCluster } from '../../testing/olm-cluster.ts';
import { delegatedAuthorization } from './authorization.ts';

const hourMs = 3_600_000;
const group = 'packages.operators.coreos.com';

let cluster: OlmCluster;

beforeAll(async () => {
  cluster = await anOlmCluster();
  await cluster.create(ClusterRole, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'packages' },
    rules: [{ apiGroups: [group], resources: ['packagemanifests'], verbs: ['list'] }],
  });
});

afterAll(() => cluster.close());

it.each([
  ['forward', hourMs],
  ['back', -hourMs],
])('what the cluster has answered is kept for ten seconds, though the time of day is put %s', async (who, shiftMs) => {
  const clock = manualClock();
  const authorize = delegatedAuthorization(cluster.client, clock);
  const context = {
    user: { username: who, groups: ['system:authenticated'] },
    userAgent: '',
    signal: new AbortController().signal,
  };
  const asked = { verb: 'list', group, version: 'v1', resource: 'packagemanifests' };
  const isRefused = async () => (await authorize(asked, context)) !== undefined;
  expect(await isRefused()).toBe(true);
  await cluster.create(ClusterRoleBinding, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: who },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'packages' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: who }],
  });

  clock.shiftTimeOfDay(shiftMs);
  clock.advance(9_999);
  expect(await isRefused()).toBe(true);
  clock.advance(1);
  expect(await isRefused()).toBe(false);
});
