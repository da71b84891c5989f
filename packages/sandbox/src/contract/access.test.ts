import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../testing/call.ts';
import { aSandbox, type SandboxUnderTest } from '../testing.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const pods = '/api/v1/namespaces/default/pods';

let sandbox: SandboxUnderTest;

beforeAll(async () => {
  const user = (username: string, ...groups: string[]) => ({ username, groups });
  sandbox = await aSandbox({
    tokens: new Map([
      ['bob-token', user('bob')],
      ['ann-token', user('ann', 'auditors')],
    ]),
  });
});

afterAll(() => sandbox.close());

function as(token: string) {
  return (path: string, body?: object) => call(sandbox, path, { token, ...(body === undefined ? {} : { body }) });
}

function bind(name: string, roleRef: object, subjects: object[], namespace?: string) {
  const kind = namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding';
  const path = namespace === undefined ? `${rbac}/clusterrolebindings` : `${rbac}/namespaces/${namespace}/rolebindings`;
  const body = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', ...roleRef },
    subjects,
  };
  return call(sandbox, path, { body });
}

describe('a user', () => {
  it('may see only what everybody may, to begin with', async () => {
    const bob = as('bob-token');

    expect((await bob('/apis')).status).toBe(200);
    expect((await bob(pods)).body).toMatchObject({
      code: 403,
      message: 'pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default"',
    });
    expect((await bob('/api/v1/nodes')).body['message']).toContain('at the cluster scope');
    expect((await bob('/metrics')).body['message']).toBe('forbidden: User "bob" cannot get path "/metrics"');
  });

  it('gets what a role in one namespace grants, and nothing elsewhere', async () => {
    await bind(
      'bob-edits',
      { kind: 'ClusterRole', name: 'edit' },
      [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'bob' }],
      'kube-public',
    );
    const bob = as('bob-token');
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };

    expect((await bob('/api/v1/namespaces/kube-public/configmaps', configMap)).status).toBe(201);
    expect((await bob('/api/v1/namespaces/kube-public/pods')).status).toBe(200);
    expect((await bob('/api/v1/namespaces/default/configmaps', configMap)).status).toBe(403);
  });

  it('gets what a role grants to a group', async () => {
    await call(sandbox, `${rbac}/clusterroles`, {
      body: {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'node-reader' },
        rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'], resourceNames: [] }],
      },
    });
    await bind('auditors', { kind: 'ClusterRole', name: 'node-reader' }, [
      { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'auditors' },
    ]);

    expect((await as('ann-token')('/api/v1/nodes')).status).toBe(200);
    expect((await as('ann-token')('/api/v1/nodes/x')).status).toBe(403);
  });

  it('hears of a role that is missing', async () => {
    await bind(
      'broken',
      { kind: 'Role', name: 'gone' },
      [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'bob' }],
      'default',
    );

    expect((await as('bob-token')(pods)).body['message']).toMatch(
      /: RBAC: role.rbac.authorization.k8s.io "gone" not found$/,
    );
  });

  it('is nobody with a wrong token, and anonymous without one', async () => {
    expect((await as('wrong')('/version')).status).toBe(401);
    expect((await as('')('/version')).status).toBe(200);
    expect((await as('')(pods)).body['message']).toContain('User "system:anonymous" cannot list');
  });

  it('may act as another only where allowed', async () => {
    const headers = { 'impersonate-user': 'bob' };

    const admin = await call(sandbox, pods, { headers });
    const ann = await call(sandbox, pods, { headers, token: 'ann-token' });

    expect(admin.body['message']).toContain('User "bob" cannot list');
    expect(ann.body['message']).toContain('users "bob" is forbidden: User "ann" cannot impersonate resource "users"');
  });
});

describe('reviews', () => {
  const review = (kind: string, spec: object) => ({ apiVersion: 'authorization.k8s.io/v1', kind, metadata: {}, spec });

  it.each([
    [{ verb: 'list', resource: 'configmaps', namespace: 'kube-public' }, true],
    [{ verb: 'list', resource: 'configmaps', namespace: 'kube-system' }, false],
  ])('say whether one may %j', async (resourceAttributes, allowed) => {
    const { status, body } = await as('bob-token')(
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      review('SelfSubjectAccessReview', { resourceAttributes }),
    );

    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: 'SelfSubjectAccessReview', status: { allowed } });
  });

  it('say whether another may', async () => {
    const spec = { user: 'bob', nonResourceAttributes: { path: '/version', verb: 'get' } };

    const { body } = await call(sandbox, '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      body: review('SubjectAccessReview', { ...spec, groups: ['system:authenticated'] }),
    });

    expect(body).toMatchObject({ status: { allowed: true } });
  });

  it('list what one may do', async () => {
    const { body } = await as('bob-token')(
      '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      review('SelfSubjectRulesReview', { namespace: 'kube-public' }),
    );

    expect(body).toMatchObject({
      status: {
        incomplete: false,
        resourceRules: expect.arrayContaining([
          expect.objectContaining({ resources: expect.arrayContaining(['secrets']) }),
        ]),
      },
    });
  });

  it('say who one is, and whose a token is', async () => {
    const self = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} };
    const token = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenReview',
      metadata: {},
      spec: { token: 'ann-token' },
    };

    expect((await as('bob-token')('/apis/authentication.k8s.io/v1/selfsubjectreviews', self)).body).toMatchObject({
      status: { userInfo: { username: 'bob' } },
    });
    expect((await call(sandbox, '/apis/authentication.k8s.io/v1/tokenreviews', { body: token })).body).toMatchObject({
      status: { authenticated: true, user: { username: 'ann', groups: ['auditors', 'system:authenticated'] } },
    });
  });
});

describe('pods', () => {
  const pod = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  });

  it('run as the default service account and are bound to a node once', async () => {
    const made = await call(sandbox, pods, { body: pod('bound') });
    const binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'bound' },
      target: { kind: 'Node', name: 'n1' },
    };

    const first = await call(sandbox, `${pods}/bound/binding`, { body: binding });
    const second = await call(sandbox, `${pods}/bound/binding`, { body: binding });

    expect(made.body).toMatchObject({
      spec: { serviceAccountName: 'default', tolerations: [{ tolerationSeconds: 300 }, {}] },
    });
    expect(first.body).toMatchObject({ kind: 'Status', status: 'Success' });
    expect((await call(sandbox, `${pods}/bound`)).body).toMatchObject({
      spec: { nodeName: 'n1' },
      status: { conditions: [{ type: 'PodScheduled', status: 'True' }] },
    });
    expect(second.body).toMatchObject({
      code: 409,
      message: expect.stringContaining('pod bound is already assigned to node "n1"'),
    });
  });

  it('are evicted unless a budget forbids it', async () => {
    await call(sandbox, pods, { body: pod('guarded') });
    await call(sandbox, pods, { body: pod('free') });
    const budget = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'b' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'guarded' } } },
    };
    await call(sandbox, '/apis/policy/v1/namespaces/default/poddisruptionbudgets', { body: budget });
    const eviction = (name: string) => ({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });

    expect((await call(sandbox, `${pods}/free/eviction`, { body: eviction('free') })).status).toBe(201);
    expect((await call(sandbox, `${pods}/guarded/eviction`, { body: eviction('guarded') })).body).toMatchObject({
      code: 429,
    });
    expect((await call(sandbox, `${pods}/free`)).status).toBe(404);
  });
});

describe('services', () => {
  it('get an address and, where they need one, a node port of their own', async () => {
    const services = '/api/v1/namespaces/default/services';
    const service = (name: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { type: 'NodePort', ports: [{ port: 80 }] },
    });

    const made = await Promise.all(['s1', 's2', 's3'].map((name) => call(sandbox, services, { body: service(name) })));
    const specs = made.map(({ body }) => body['spec'] as { clusterIP: string; ports: { nodePort: number }[] });

    expect(new Set(specs.map(({ clusterIP }) => clusterIP)).size).toBe(3);
    for (const { clusterIP, ports } of specs) {
      expect(clusterIP).toMatch(/^10\.96\.\d+\.\d+$/);
      expect(ports[0]?.nodePort).toBeGreaterThanOrEqual(30_000);
    }
  });
});
