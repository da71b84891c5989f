import { constants, publicEncrypt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPlatform, type PlatformUnderTest } from '../testing.ts';

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

  it('cannot impersonate through the gateway', async () => {
    const headers = {
      ...bearer,
      'impersonate-user': 'system:anonymous',
      'impersonate-group': 'system:unauthenticated',
    };
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const answer = await platform.ask('/kubernetes/global/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      method: 'POST',
      headers,
      body,
    });
    expect(answer.body.status.userInfo).toMatchObject({ username: 'admin' });
    expect(answer.body.status.userInfo.groups).toContain('platform-admin-system');
  });

  it('hears of an unknown cluster by name', async () => {
    const answer = await platform.ask('/kubernetes/nowhere/api', { headers: bearer });
    expect(answer).toMatchObject({ status: 404, body: { message: 'there is no cluster nowhere' } });
  });
});
