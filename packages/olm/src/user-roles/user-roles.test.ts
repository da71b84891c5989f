import { RoleBinding, SubjectAccessReview } from '@violet/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anOlmCluster, type OlmCluster } from '../testing/olm-cluster.ts';
import { ensureUserRoles } from './user-roles.ts';

const rbac = 'rbac.authorization.k8s.io';
let cluster: OlmCluster;

beforeAll(async () => {
  cluster = await anOlmCluster();
  await cluster.namespace('team');
  for (const name of ['view', 'edit', 'admin'])
    await cluster.create(RoleBinding, {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name, namespace: 'team' },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
      subjects: [{ apiGroup: rbac, kind: 'User', name }],
    });
  await ensureUserRoles(cluster.client);
});
afterAll(() => cluster.close());

async function may(user: string, verb: string, resource: string, namespace: string): Promise<boolean> {
  const [plural = '', subresource] = resource.split('/');
  const group = plural === 'packagemanifests' ? 'packages.operators.coreos.com' : 'operators.coreos.com';
  const resourceAttributes = { verb, group, resource: plural, namespace, ...(subresource ? { subresource } : {}) };
  const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', metadata: {} };
  const asked = { ...review, spec: { user, resourceAttributes } };
  return (await cluster.client.resource(SubjectAccessReview).create(asked)).status?.allowed === true;
}

// As upstream's aggregate-olm-view and aggregate-olm-edit: approving a plan is for whoever administers the cluster.
it.each([
  ['view', 'watch', 'subscriptions', true],
  ['view', 'list', 'clusterserviceversions', true],
  ['view', 'get', 'installplans', true],
  ['view', 'get', 'operatorgroups', true],
  ['view', 'get', 'catalogsources', true],
  ['view', 'list', 'packagemanifests', true],
  ['view', 'get', 'packagemanifests/icon', true],
  ['view', 'create', 'subscriptions', false],
  ['view', 'delete', 'clusterserviceversions', false],
  ['edit', 'list', 'packagemanifests', true],
  ['edit', 'create', 'subscriptions', true],
  ['edit', 'patch', 'subscriptions', true],
  ['edit', 'delete', 'clusterserviceversions', true],
  ['edit', 'patch', 'installplans', false],
  ['edit', 'create', 'operatorgroups', false],
  ['edit', 'create', 'catalogsources', false],
  ['admin', 'create', 'subscriptions', true],
  ['admin', 'patch', 'installplans', false],
])('who has the role %s in a namespace, may there %s %s: %s', async (user, verb, resource, allowed) => {
  await expect.poll(() => may(user, verb, resource, 'team'), { timeout: 15_000 }).toBe(allowed);
  expect(await may(user, verb, resource, 'default')).toBe(false);
});
