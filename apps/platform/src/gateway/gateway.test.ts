import { constants, publicEncrypt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, aPlatform, type PlatformUnderTest } from '../testing.ts';

let platform: PlatformUnderTest;
let bearer: { authorization: string };

beforeAll(async () => {
  platform = await aPlatform(['global', 'business']);
  bearer = { authorization: `Bearer ${await logIn('admin', platform.password)}` };
});
afterAll(() => platform?.stop());

/** The documented login in five calls; answers with the id token. */
async function logIn(account: string, password: string): Promise<string> {
  const redirect = encodeURIComponent(`${platform.address}/dex/callback`);
  const begin = await platform.ask(
    `/console-platform/api/v1/token/login?client_id=alauda-auth&redirect_uri=${redirect}&response_type=code`,
  );
  const authorize = await platform.ask(`/dex/api/v1/authorize${new URL(begin.body.auth_url).search}`);
  const cookie = String(authorize.headers['set-cookie']).split(';')[0] ?? '';
  const { ts, pubkey } = (await platform.ask('/dex/pubkey')).body;
  const encrypted = publicEncrypt(
    { key: pubkey, padding: constants.RSA_PKCS1_PADDING },
    Buffer.from(JSON.stringify({ ts, password })),
  );
  const local = await platform.ask(`/dex/api/v1/authorize/local?req=${authorize.body.req}`, {
    method: 'POST',
    headers: { cookie },
    body: { account, password: encrypted.toString('base64') },
  });
  if (local.status !== 200) throw new Error(local.body.message);
  const { body } = await platform.ask(
    `/console-platform/api/v1/token/callback${new URL(local.body.redirect_url).search}`,
  );
  return body.id_token;
}

describe('the login', () => {
  it('gives a token that the platform and its clusters accept', async () => {
    const user = await platform.ask('/auth/v1/users/admin', { headers: bearer });
    expect(user.body.spec).toMatchObject({ username: 'admin', connector_type: 'local', is_admin: true });

    const namespaces = await platform.ask('/kubernetes/business/api/v1/namespaces/cpaas-system', { headers: bearer });
    expect(namespaces.body).toMatchObject({ kind: 'Namespace', metadata: { name: 'cpaas-system' } });
  });

  it('refuses a wrong password without saying what was wrong', async () => {
    await expect(logIn('admin', 'guess')).rejects.toThrow('invalid username or password');
    await expect(logIn('nobody', 'guess')).rejects.toThrow('invalid username or password');
  });

  it('gives codes to no other address', async () => {
    const answer = await platform.ask(
      '/console-platform/api/v1/token/login?redirect_uri=https%3A%2F%2Fevil.example.com%2F',
    );
    expect(answer).toMatchObject({ status: 400, body: { kind: 'Status', reason: 'BadRequest' } });
  });

  it.each([
    ['the name that it was called by', 'localhost:8443', 'https://localhost:8443/dex/callback', 200],
    ['the name that it was called by, with its default port', 'localhost:443', 'https://LOCALHOST/dex/callback', 200],
    ['another name', 'localhost:8443', 'https://evil.example.com/', 400],
    ['another port', 'localhost:8443', 'https://localhost:8444/dex/callback', 400],
    ['a name that only begins like it', 'localhost', 'https://localhost.evil.example.com/', 400],
    ['a name behind a user', 'localhost', 'https://localhost@evil.example.com/', 400],
    ['its own name behind a user', 'localhost', 'https://me:x@localhost/', 400],
    ['no address', 'localhost', '/dex/callback', 400],
    ['plain HTTP', 'localhost:8443', 'http://localhost:8443/dex/callback', 400],
  ])('is asked to come back to %s', async (_title, host, redirectUri, status) => {
    const query = new URLSearchParams({ redirect_uri: redirectUri });
    const answer = await platform.ask(`/console-platform/api/v1/token/login?${query}`, { headers: { host } });

    expect(answer.status).toBe(status);
  });

  it('says invalid authentication session where the cookie is missing', async () => {
    const begin = await platform.ask('/console-platform/api/v1/token/login');
    const { body } = await platform.ask(`/dex/api/v1/authorize${new URL(begin.body.auth_url).search}`);
    const answer = await platform.ask(`/dex/api/v1/authorize/local?req=${body.req}`, {
      method: 'POST',
      body: { account: 'admin', password: 'x' },
    });
    expect(answer).toMatchObject({ status: 400, body: { message: 'invalid authentication session' } });
  });
});

describe('who is not logged in', () => {
  it.each([
    ['no token', {}],
    ['a token of somebody else', { authorization: 'Bearer a.b.c' }],
    ['impersonation headers', { 'impersonate-user': 'admin', 'impersonate-group': 'system:masters' }],
  ])('gets nothing with %s', async (_title, headers) => {
    for (const path of ['/kubernetes/global/api/v1/secrets', '/apis', '/auth/v1/users', '/auth/v1/clusters']) {
      expect(await platform.ask(path, { headers: headers as Record<string, string> })).toMatchObject({
        status: 401,
        body: { reason: 'Unauthorized' },
      });
    }
  });

  it('may ask for health and numbers', async () => {
    expect(await platform.ask('/healthz')).toMatchObject({ status: 200, body: 'ok' });
    expect(await platform.ask('/readyz')).toMatchObject({ status: 200, body: 'ok' });
    expect((await platform.ask('/metrics')).body).toContain('# TYPE');
  });
});

describe('an account', () => {
  it('has its bindings with the property of each role', async () => {
    const { body } = await platform.ask('/auth/v2/userbindings?username=admin', { headers: bearer });
    expect(body.items[0].metadata.labels).toMatchObject({
      'auth.cpaas.io/role.name': 'platform-admin-system',
      'auth.cpaas.io/roletemplate.official': 'true',
    });
  });

  it('makes API tokens that have its rights', async () => {
    const made = await platform.ask('/auth/v1/accesstoken', {
      method: 'POST',
      headers: bearer,
      body: { description: 'ci' },
    });
    expect(made.body).toMatchObject({ description: 'ci', token: expect.any(String), id: expect.any(String) });

    const clusters = await platform.ask('/auth/v1/clusters', {
      headers: { authorization: `Bearer ${made.body.token}` },
    });
    expect(clusters.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual([
      'business',
      'global',
    ]);
  });

  it.each([[{ description: '' }], [{ description: 'x'.repeat(65) }], [{ description: 'x', expiration: 1 }]])(
    'is told about bad input: %j',
    async (body) => {
      expect((await platform.ask('/auth/v1/accesstoken', { method: 'POST', headers: bearer, body })).status).toBe(400);
    },
  );

  it.each([
    ['user', { 'impersonate-user': 'system:anonymous' }],
    ['group', { 'impersonate-group': 'system:unauthenticated' }],
    ['uid', { 'impersonate-uid': '1' }],
    ['extra', { 'impersonate-extra-scopes': 'view' }],
  ])('that would act as somebody else (%s) is told so, and does not act as itself instead', async (_what, more) => {
    const headers = { ...bearer, ...(more as Record<string, string>) };
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const answer = await platform.ask('/kubernetes/global/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      method: 'POST',
      headers,
      body,
    });
    expect(answer).toMatchObject({ status: 403, body: { reason: 'Forbidden' } });
    expect(answer.body.message).toContain('nobody acts as somebody else');
  });

  it('cannot make a token that outlives the token it came with', async () => {
    const soon = Math.floor(Date.now() / 1000) + 60;
    const make = (headers: Record<string, string>, expiration: number) =>
      platform.ask('/auth/v1/accesstoken', { method: 'POST', headers, body: { description: 'ci', expiration } });
    const short = await make(bearer, soon);
    const headers = { authorization: `Bearer ${short.body.token}` };
    expect((await make(headers, soon + 3600)).body.expiration).toBeLessThanOrEqual(soon);
    const { body } = await platform.ask('/auth/v1/clusters/global/kubeconfig', { headers });
    const { exp } = JSON.parse(Buffer.from(body.users[0].user.token.split('.')[1], 'base64url').toString());
    expect(exp).toBeLessThanOrEqual(soon);
  });

  it('hears of an unknown cluster by name', async () => {
    const answer = await platform.ask('/kubernetes/nowhere/api', { headers: bearer });
    expect(answer).toMatchObject({ status: 404, body: { message: 'there is no cluster nowhere' } });
  });
});

describe('a path below /kubernetes', () => {
  it.each([
    '/kubernetes/global/../business/api/v1/namespaces',
    '/kubernetes/global/api/%2e%2e/%2E%2e/version',
    '/kubernetes/global/api/..%2f..%2fversion',
    '/kubernetes/global/api\\..\\version',
    '/kubernetes/%67lobal/api/v1/namespaces',
  ])('that leads elsewhere is refused: %s', async (path) => {
    expect(await raw(path)).toMatchObject({ status: 400, body: { kind: 'Status', reason: 'BadRequest' } });
  });

  it('keeps its query and may be long', async () => {
    const path = `/kubernetes/global/api/v1/namespaces?limit=1&fieldSelector=metadata.name%3Dkube-system`;
    expect((await raw(path)).body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual([
      'kube-system',
    ]);
    const name = 'n'.repeat(253);
    const long = await raw(
      `/kubernetes/global/apis/apps/v1/namespaces/${'n'.repeat(63)}/deployments/${name}/scale/${'x'.repeat(400)}`,
    );
    expect(long).toMatchObject({ status: 404, body: { kind: 'Status' } });
    expect(long.body.message).not.toContain('there is nothing at');
  });

  it('carries no headers of the client that the cluster would believe', async () => {
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const answer = await platform.ask('/kubernetes/global/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      method: 'POST',
      headers: { ...bearer, 'x-remote-user': 'root', 'x-remote-group': 'system:masters', cookie: 'a=b' },
      body,
    });
    expect(answer.body.status.userInfo.username).toBe('admin');
  });

  it('refuses a body that is too large, and says how large it may be', async () => {
    const answer = await platform.ask('/kubernetes/global/api/v1/namespaces/default/configmaps', {
      method: 'POST',
      headers: bearer,
      body: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'big' },
        data: { a: 'x'.repeat(9 * 1024 * 1024) },
      },
    });
    expect(answer).toMatchObject({ status: 413, body: { reason: 'RequestEntityTooLarge' } });
  });

  it('ends a watch upstream when its client goes', async () => {
    const path = '/kubernetes/business/api/v1/configmaps?watch=true';
    const url = new URL(path, platform.address);
    const ca = platform.directory.read('ca.crt') ?? '';
    const request = https.get(url, { ca, agent: false, headers: bearer });
    const response = await new Promise<IncomingMessage>((resolve) => request.once('response', resolve));
    expect(response.statusCode).toBe(200);
    const closed = new Promise((resolve) => request.once('close', resolve));
    request.destroy();
    await closed;
    expect((await platform.ask('/healthz')).status).toBe(200);
  });

  it('answers exec with a Status', async () => {
    const upgrade = { ...bearer, connection: 'Upgrade', upgrade: 'SPDY/3.1' };
    const path = '/kubernetes/global/api/v1/namespaces/default/pods/none/exec?command=ls';
    const answer = await platform.ask(path, { method: 'POST', headers: upgrade });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).toMatchObject({ kind: 'Status' });
  });
});

/** The path exactly as it is written: a URL would tidy it up. */
function raw(path: string): Promise<Answer> {
  const { hostname, port } = new URL(platform.address);
  const ca = platform.directory.read('ca.crt') ?? '';
  return new Promise((resolve, reject) => {
    const request = https.request({ hostname, port, path, ca, agent: false, headers: bearer }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) }),
      );
    });
    request.on('error', reject);
    request.end();
  });
}

describe('the batch upgrade of operators', () => {
  const path = (cluster: string) => `/catalog/v1/clusters/${cluster}/operators/upgrade?dryRun=true`;

  it('answers with what was approved, and why not the others', async () => {
    const { status, body } = await platform.ask(path('business'), { method: 'POST', headers: bearer });
    expect({ status, body }).toEqual({ status: 200, body: { approved: [], others: [] } });
  });

  it('takes the password of an account, as the other paths below /catalog do', async () => {
    const basic = (password: string) => `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
    const asked = (password: string) =>
      platform.ask(path('business'), { method: 'POST', headers: { authorization: basic(password) } });

    expect(await asked(platform.password)).toMatchObject({ status: 200, body: { approved: [] } });
    expect(await asked('wrong')).toMatchObject({ status: 401, body: { reason: 'Unauthorized' } });
  });

  it('is for those who are known, and for clusters that are', async () => {
    expect(await platform.ask(path('business'), { method: 'POST' })).toMatchObject({ status: 401 });
    expect(await platform.ask(path('nowhere'), { method: 'POST', headers: bearer })).toMatchObject({
      status: 404,
      body: { message: 'there is no cluster nowhere' },
    });
  });
});

describe('extensions that belong to the product', () => {
  it('are listed by the platform itself', async () => {
    const base = await platform.ask('/apis/product.alauda.io/v1alpha2/productbases/base', { headers: bearer });
    expect(base.body.status.artifacts).toHaveLength(2);
  });
});
