import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../testing/call.ts';
import { aSandbox, type SandboxUnderTest } from '../testing.ts';

const pods = '/api/v1/namespaces/default/pods';
const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

let sandbox: SandboxUnderTest;

beforeAll(async () => {
  sandbox = await aSandbox();
});

afterAll(() => sandbox.close());

async function create(name: string, spec: object = {}) {
  const containers = [{ name: 'main', image: 'main:1' }];
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...spec } };
  const answer = await call(sandbox, pods, { body });
  return { ...answer, spec: answer.body['spec'] };
}

describe('the service account of a Pod', () => {
  it('is the default one, whose token every container sees', async () => {
    const { spec } = await create('plain');

    const name = expect.stringMatching(/^kube-api-access-[a-z0-9]{5}$/);
    expect(spec).toMatchObject({
      serviceAccountName: 'default',
      containers: [{ volumeMounts: [{ name, readOnly: true, mountPath: tokenPath }] }],
      volumes: [{ name, projected: { sources: [{ serviceAccountToken: { path: 'token' } }, {}, {}] } }],
    });
  });

  it('shows no token to a Pod that wants none', async () => {
    const { spec } = await create('closed', { automountServiceAccountToken: false });

    expect(spec).not.toHaveProperty('volumes');
  });

  it('leaves a mount of the Pod itself at that place', async () => {
    const volumeMounts = [{ name: 'own', mountPath: tokenPath }];

    const { spec } = await create('own', {
      containers: [{ name: 'main', image: 'main:1', volumeMounts }],
      volumes: [{ name: 'own', emptyDir: {} }],
    });

    expect(spec).toMatchObject({ containers: [{ volumeMounts }], volumes: [{ name: 'own' }] });
  });

  it('must exist', async () => {
    const { body } = await create('stranger', { serviceAccountName: 'nobody' });

    expect(body).toMatchObject({
      code: 403,
      message:
        'pods "stranger" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found',
    });
  });
});

describe('the priority of a Pod', () => {
  it('is 0 where no class is named', async () => {
    expect((await create('usual')).spec).toMatchObject({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
  });

  it('is that of its class', async () => {
    const { spec } = await create('critical', { priorityClassName: 'system-node-critical' });

    expect(spec).toMatchObject({ priority: 2_000_001_000 });
  });

  it.each([
    ['of a class that is not there', { priorityClassName: 'none' }, 'no PriorityClass with name none was found'],
    ['that its class does not have', { priority: 7 }, 'the integer value of priority (7) must not be provided'],
  ])('%s is refused', async (_, spec, message) => {
    const { status, body } = await create('refused', spec);

    expect(status).toBe(403);
    expect(body['message']).toContain(message);
  });
});

it.each([
  [pods, 'field label not supported: spec.nothing'],
  ['/apis/batch/v1/jobs', 'field label "spec.nothing" not supported for Job'],
  ['/apis/apps/v1/deployments', '"spec.nothing" is not a known field selector'],
])('a selector of a field that %s does not have is refused in the words of that kind', async (path, message) => {
  const { status, body } = await call(sandbox, `${path}?fieldSelector=spec.nothing%3Dx`);

  expect(status).toBe(400);
  expect(body['message']).toContain(message);
});

describe('the inside of a Pod', () => {
  it.each([
    ['log', 'GET', 'it has no log'],
    ['exec?command=ls', 'GET', 'no command can be run in it'],
    ['exec?command=ls', 'POST', 'no command can be run in it'],
    ['attach', 'POST', 'nothing can be attached to'],
    ['portforward', 'POST', 'no port can be forwarded to it'],
  ])('cannot be seen: %s by %s says why', async (subresource, method, message) => {
    await create('inside');

    const { status, body } = await call(sandbox, `${pods}/inside/${subresource}`, { method });

    expect(status).toBe(400);
    expect(body['message']).toBe(`pod "inside" is not on a node yet: ${message}`);
  });

  it('says that the node is simulated', async () => {
    const containers = [{ name: 'main', image: 'main:1' }];
    await create('placed', { nodeName: 'node-1', containers });

    expect((await call(sandbox, `${pods}/placed/log`)).body['message']).toBe(
      'pod "placed" runs no containers, since node "node-1" is simulated: it has no log',
    );
  });

  it('is not there where the Pod is not', async () => {
    expect((await call(sandbox, `${pods}/nobody/log`)).body['message']).toBe('pods "nobody" not found');
  });
});
