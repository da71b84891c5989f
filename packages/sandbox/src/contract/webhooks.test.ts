import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority, issueServerCertificate } from '@violet/controller';
import type { JsonObject } from '@violet/machinery';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../testing/call.ts';
import { aSandbox, type SandboxUnderTest } from '../testing.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const configurations = '/apis/admissionregistration.k8s.io/v1/';

let sandbox: SandboxUnderTest;
let server: Server;
let url: string;
let caBundle: string;
let asked: JsonObject[];
/** What the webhook answers to the request. */
let answer: (request: JsonObject) => JsonObject;

beforeAll(async () => {
  sandbox = await aSandbox();
  const authority = await createAuthority({ commonName: 'webhooks' });
  const { key, certificate: cert } = await issueServerCertificate(authority, {
    commonName: 'webhook',
    hosts: ['127.0.0.1', 'hook.default.svc'],
  });
  caBundle = Buffer.from(authority.certificate).toString('base64');
  server = createServer({ key, cert }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const review = JSON.parse(Buffer.concat(chunks).toString()) as { request: JsonObject };
      asked.push(review.request);
      const body = {
        apiVersion: 'admission.k8s.io/v1',
        kind: 'AdmissionReview',
        response: { uid: review.request['uid'], ...answer(review.request) },
      };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(async () => {
  server.close();
  await sandbox.close();
});

beforeEach(async () => {
  asked = [];
  answer = () => ({ allowed: true });
  for (const type of ['validating', 'mutating']) {
    await call(sandbox, `${configurations}${type}webhookconfigurations`, { method: 'DELETE' });
  }
});

async function register(type: 'Validating' | 'Mutating', webhook: object): Promise<void> {
  const body = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${type}WebhookConfiguration`,
    metadata: { name: 'w' },
    webhooks: [
      {
        name: 'check.example.com',
        clientConfig: { url, caBundle },
        rules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        ...webhook,
      },
    ],
  };
  const { status } = await call(sandbox, `${configurations}${type.toLowerCase()}webhookconfigurations`, { body });
  expect(status).toBe(201);
}

let count = 0;

function create(metadata: object = {}, query = '') {
  count++;
  return call(sandbox, `${configMaps}${query}`, {
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `w${count}`, ...metadata } },
  });
}

describe('a validating webhook', () => {
  it('is told everything about a request and may let it pass with warnings', async () => {
    await register('Validating', {});
    answer = () => ({ allowed: true, warnings: ['mind the gap'] });

    const { status, headers } = await create();

    expect(status).toBe(201);
    expect(headers['warning']).toBe('299 - "mind the gap"');
    expect(asked).toEqual([
      expect.objectContaining({
        operation: 'CREATE',
        kind: { group: '', version: 'v1', kind: 'ConfigMap' },
        resource: { group: '', version: 'v1', resource: 'configmaps' },
        namespace: 'default',
        userInfo: { username: 'admin', groups: ['system:masters', 'system:authenticated'] },
        object: expect.objectContaining({ kind: 'ConfigMap' }),
        oldObject: null,
        dryRun: false,
      }),
    ]);
  });

  it.each([
    [{ message: 'no such luck', code: 403, reason: 'Forbidden' }, 403, 'Forbidden', 'denied the request: no such luck'],
    [
      { message: 'it is there', code: 409, reason: 'AlreadyExists' },
      409,
      'AlreadyExists',
      'denied the request: it is there',
    ],
    [{}, 400, 'BadRequest', 'denied the request without explanation'],
  ])('refuses with the status it likes: %j', async (status, code, reason, message) => {
    await register('Validating', {});
    answer = () => ({ allowed: false, status });

    const { body } = await create();

    expect(body).toMatchObject({ code, reason, message: `admission webhook "check.example.com" ${message}` });
  });

  it('is asked about updates and deletions, with what was there', async () => {
    await create();
    await register('Validating', {});
    await call(sandbox, `${configMaps}/w${count}`, {
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      body: { data: { a: 'b' } },
    });
    await call(sandbox, `${configMaps}/w${count}`, { method: 'DELETE' });

    expect(asked.map(({ operation, object, oldObject }) => [operation, object === null, oldObject === null])).toEqual([
      ['UPDATE', false, false],
      ['DELETE', true, false],
    ]);
  });

  it.each([
    [
      'other operations',
      { rules: [{ operations: ['DELETE'], apiGroups: [''], apiVersions: ['v1'], resources: ['*'] }] },
    ],
    ['other groups', { rules: [{ operations: ['*'], apiGroups: ['apps'], apiVersions: ['*'], resources: ['*'] }] }],
    [
      'subresources',
      { rules: [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['configmaps/status'] }] },
    ],
    [
      'objects of the cluster',
      { rules: [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'], scope: 'Cluster' }] },
    ],
    ['other namespaces', { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
    ['other objects', { objectSelector: { matchLabels: { app: 'x' } } }],
    [
      'what its conditions exclude',
      { matchConditions: [{ name: 'c', expression: "object.metadata.name == 'other'" }] },
    ],
  ])('for %s is not asked', async (_, webhook) => {
    await register('Validating', webhook);

    expect((await create()).status).toBe(201);
    expect(asked).toEqual([]);
  });

  it('that cannot be reached stops the request, unless it may be ignored', async () => {
    await register('Validating', { clientConfig: { url: 'https://127.0.0.1:1/', caBundle } });
    const failed = await create();
    await call(sandbox, `${configurations}validatingwebhookconfigurations`, { method: 'DELETE' });
    await register('Validating', { clientConfig: { url: 'https://127.0.0.1:1/', caBundle }, failurePolicy: 'Ignore' });
    const ignored = await create();

    expect(failed.body).toMatchObject({
      code: 500,
      message: expect.stringMatching(
        /^Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: Post "https:\/\/127.0.0.1:1\/\?timeout=10s": .*ECONNREFUSED/,
      ),
    });
    expect(ignored.status).toBe(201);
  });

  it('whose certificate another authority signed is not believed', async () => {
    await register('Validating', { clientConfig: { url, caBundle: Buffer.from(sandbox.ca).toString('base64') } });

    expect((await create()).body).toMatchObject({ code: 500, message: expect.stringContaining('unable to verify') });
  });

  it('with side effects is not asked in a dry run', async () => {
    await register('Validating', { sideEffects: 'NoneOnDryRun' });

    expect((await create({}, '?dryRun=All')).status).toBe(201);
    expect(asked).toMatchObject([{ dryRun: true }]);
  });

  describe('given as a Service', () => {
    const services = '/api/v1/namespaces/default/services';
    const clientConfig = () => ({ service: { namespace: 'default', name: 'hook', path: '/check' }, caBundle });
    const failed = (why: string) =>
      `Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: Post "https://hook.default.svc:443/check?timeout=10s": ${why}`;

    afterEach(async () => {
      for (const path of [services, '/api/v1/namespaces/default/endpoints'])
        await call(sandbox, `${path}/hook`, { method: 'DELETE' });
    });

    async function service(spec: object): Promise<void> {
      const body = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'hook' }, spec };
      expect((await call(sandbox, services, { body })).status).toBe(201);
    }

    it('is asked by the name of the Service, where somebody wrote an address', async () => {
      await service({ ports: [{ port: 443, targetPort: 8443 }], clusterIP: 'None' });
      const { port } = server.address() as AddressInfo;
      const subsets = [{ addresses: [{ ip: '127.0.0.1' }], ports: [{ port }] }];
      const body = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'hook' }, subsets };
      expect((await call(sandbox, '/api/v1/namespaces/default/endpoints', { body })).status).toBe(201);
      await register('Validating', { clientConfig: clientConfig() });
      answer = () => ({ allowed: false, status: { message: 'asked' } });
      expect((await create()).body['message']).toContain('denied the request: asked');
      expect(asked).toHaveLength(1);
    });

    it('that is not there cannot be asked', async () => {
      await register('Validating', { clientConfig: clientConfig() });
      expect((await create()).body['message']).toBe(failed('service "hook" not found'));
    });

    it('has a port that the Service has', async () => {
      await service({ ports: [{ port: 80 }] });
      await register('Validating', { clientConfig: clientConfig() });
      expect((await create()).body['message']).toBe(failed('no service port 443 found for service "hook"'));
    });

    it('has nobody behind it', async () => {
      await service({ ports: [{ port: 443 }], selector: { app: 'hook' } });
      await register('Validating', { clientConfig: clientConfig() });
      expect((await create()).body['message']).toBe(failed('no endpoints available for service "hook"'));
    });
  });
});

describe('a mutating webhook', () => {
  const patchOf = (operations: object[]) => ({
    allowed: true,
    patchType: 'JSONPatch',
    patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
  });

  it('changes what is stored', async () => {
    await register('Mutating', {});
    answer = () => patchOf([{ op: 'add', path: '/data', value: { added: 'yes' } }]);

    expect((await create()).body).toMatchObject({ data: { added: 'yes' } });
  });

  it('changes are seen by validating webhooks and pruned like anything else', async () => {
    await register('Mutating', {});
    await register('Validating', {});
    answer = ({ object }) => {
      const { data } = object as { data?: object };
      return data === undefined
        ? patchOf([
            { op: 'add', path: '/data', value: { a: 'b' } },
            { op: 'add', path: '/bogus', value: 1 },
          ])
        : { allowed: true };
    };

    const { body } = await create();

    expect(body).not.toHaveProperty('bogus');
    expect(asked[1]).toMatchObject({ object: { data: { a: 'b' } } });
  });

  it('whose patch does not apply stops the request', async () => {
    await register('Mutating', {});
    answer = () => patchOf([{ op: 'remove', path: '/nope' }]);

    expect((await create()).status).toBeGreaterThanOrEqual(400);
  });
});
