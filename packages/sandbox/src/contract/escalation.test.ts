import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../testing/call.ts';
import { aSandbox, type SandboxUnderTest } from '../testing.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const apiVersion = 'rbac.authorization.k8s.io/v1';
const roleRef = (name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name });
const bob = { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bob' };
const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] };
const secrets = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
const bobs = 'user "bob" (groups=["system:authenticated"])';

let sandbox: SandboxUnderTest;

beforeAll(async () => {
  sandbox = await aSandbox({ tokens: new Map([['bob-token', { username: 'bob', groups: [] }]]) });
  await role('pod-reader', [pods]);
  await role('secret-reader', [secrets]);
  await role('role-keeper', [
    { apiGroups: ['rbac.authorization.k8s.io'], resources: ['*'], verbs: ['create', 'update', 'get'] },
  ]);
  for (const name of ['pod-reader', 'role-keeper'])
    await call(sandbox, `${rbac}/clusterrolebindings`, {
      body: { apiVersion, kind: 'ClusterRoleBinding', metadata: { name }, roleRef: roleRef(name), subjects: [bob] },
    });
});
afterAll(() => sandbox.close());

function role(name: string, rules: object[], more: { token?: string; aggregationRule?: object } = {}) {
  const { token, ...rest } = more;
  const body = { apiVersion, kind: 'ClusterRole', metadata: { name }, rules, ...rest };
  return call(sandbox, `${rbac}/clusterroles`, { body, ...(token === undefined ? {} : { token }) });
}

function bind(name: string, to: string) {
  const body = { apiVersion, kind: 'RoleBinding', metadata: { name }, roleRef: roleRef(to), subjects: [bob] };
  return call(sandbox, `${rbac}/namespaces/default/rolebindings`, { token: 'bob-token', body });
}

describe('somebody who may write roles', () => {
  const token = 'bob-token';

  it('gives away what he has', async () => {
    expect((await role('own', [pods], { token })).status).toBe(201);
    expect((await bind('own', 'pod-reader')).status).toBe(201);
  });

  it('gives away nothing that he has not', async () => {
    const refused = await role('more', [pods, secrets], { token });

    expect(refused.body).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message:
        `clusterroles.rbac.authorization.k8s.io "more" is forbidden: ${bobs} is attempting to grant RBAC permissions ` +
        'not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
      details: { name: 'more', group: 'rbac.authorization.k8s.io', kind: 'clusterroles' },
    });
  });

  it('binds no role that has more', async () => {
    expect((await bind('more', 'secret-reader')).body['message']).toBe(
      `rolebindings.rbac.authorization.k8s.io "more" is forbidden: ${bobs} is attempting to grant RBAC permissions ` +
        'not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
    );
    expect((await bind('none', 'nothing')).body).toMatchObject({
      code: 404,
      message: 'clusterroles.rbac.authorization.k8s.io "nothing" not found',
    });
  });

  it('does not collect the rules of others', async () => {
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] };

    expect((await role('all', [], { token, aggregationRule })).body['message']).toBe(
      'clusterroles.rbac.authorization.k8s.io "all" is forbidden: must have cluster-admin privileges to use the aggregationRule',
    );
  });

  it('may more once he may escalate and bind', async () => {
    const rules = [
      { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], verbs: ['escalate', 'bind'] },
    ];
    await role('role-master', rules);
    await call(sandbox, `${rbac}/clusterrolebindings`, {
      body: {
        apiVersion,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'role-master' },
        roleRef: roleRef('role-master'),
        subjects: [bob],
      },
    });

    expect((await role('more', [secrets], { token })).status).toBe(201);
    expect((await bind('more', 'secret-reader')).status).toBe(201);
  });
});
