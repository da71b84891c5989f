import { Readable } from 'node:stream';
import { type Credentials, connectRegistry, digestOf, type Registry } from '@violet/oci';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Access } from '../access.ts';
import { startTestRegistry, type TestRegistry } from '../testing.ts';

/** Ann may do everything, bob may pull, `open/…` is for everybody to read. */
const access: Access = {
  authenticate: async (presented) => {
    if (presented.kind === 'bearer') return presented.token === 'platform-token' ? { name: 'ann' } : undefined;
    return presented.password === 'secret' ? { name: presented.username } : undefined;
  },
  authorize: (user, repository, action) =>
    user?.name === 'ann' || (action === 'pull' && (user !== undefined || repository.startsWith('open/'))),
};

let server: TestRegistry;
const clients: Registry[] = [];

beforeAll(async () => {
  server = await startTestRegistry({ access });
  for (const repository of ['open/a', 'closed/a']) await pushBlob(as('ann'), repository);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => server.close());

function as(who?: string | Credentials): Registry {
  const credentials = typeof who === 'string' ? { username: who, password: 'secret' } : who;
  const client = connectRegistry({ address: server.address, plain: true, credentials });
  clients.push(client);
  return client;
}

const blob = Buffer.from('hello');
const digest = digestOf(blob);
const pushBlob = (client: Registry, repository: string, mountFrom?: string) =>
  client.uploadBlob(repository, {
    digest,
    size: blob.length,
    open: () => Readable.from([blob]),
    ...(mountFrom === undefined ? {} : { mountFrom }),
  });

describe('rights', () => {
  it('are of users, by token', async () => {
    await as('ann').ping();
    expect(await as('bob').headBlob('closed/a', digest)).toBe(5);
    await expect(pushBlob(as('bob'), 'closed/a')).rejects.toMatchObject({ code: 'Forbidden', reason: 'DENIED' });
    await expect(as('bob').deleteManifest('closed/a', 'v1')).rejects.toMatchObject({ code: 'Forbidden' });
  });

  it('are those of nobody without credentials', async () => {
    expect(await as().headBlob('open/a', digest)).toBe(5);
    await expect(as().readBlob('closed/a', digest, 10)).rejects.toMatchObject({
      code: 'Unauthorized',
      hint: expect.stringContaining('give a username'),
    });
    await expect(as().ping()).rejects.toMatchObject({ code: 'Unauthorized' });
  });

  it('are nobody’s for a wrong password', async () => {
    const wrong = { username: 'ann', password: 'wrong' };

    await expect(as(wrong).ping()).rejects.toMatchObject({
      code: 'Unauthorized',
      hint: expect.stringContaining('check'),
    });
    await expect(as(wrong).readBlob('closed/a', digest, 10)).rejects.toMatchObject({ code: 'Unauthorized' });
    await expect(as({ token: 'wrong' }).ping()).rejects.toMatchObject({ code: 'Unauthorized' });
  });

  it('come with a token of the platform as well', async () => {
    await expect(as({ token: 'platform-token' }).ping()).resolves.toBeUndefined();
  });

  it('are needed in both repositories for a mount', async () => {
    expect(await pushBlob(as('ann'), 'open/b', 'closed/a')).toBe('mounted');
    expect(await pushBlob(as('ann'), 'open/c', 'closed/nothing')).toBe('uploaded');
  });

  it('decide what the catalogue shows', async () => {
    const names = async (headers: HeadersInit) => {
      const answer = await fetch(`http://${server.address}/v2/_catalog`, { headers });
      return [answer.status, await answer.json()];
    };
    const manifest = Buffer.from('{"schemaVersion":2,"manifests":[]}');
    for (const repository of ['open/a', 'closed/a']) {
      await as('ann').putManifest(repository, 'v1', manifest, 'application/vnd.oci.image.index.v1+json');
    }

    const basic = `Basic ${Buffer.from('bob:secret').toString('base64')}`;
    expect(await names({ authorization: basic })).toEqual([200, { repositories: ['closed/a', 'open/a'] }]);
    expect((await names({}))[0]).toBe(401);
    const nobody = await fetch(`http://${server.address}/v2/token?scope=registry:catalog:*`);
    const { token } = (await nobody.json()) as { token: string };
    expect(await names({ authorization: `Bearer ${token}` })).toEqual([200, { repositories: ['open/a'] }]);
  });
});

describe('the token endpoint', () => {
  const ask = (query: string, init: RequestInit = {}) => fetch(`http://${server.address}/v2/token${query}`, init);

  it('takes the POST of OAuth 2 with a password', async () => {
    const body = new URLSearchParams({
      grant_type: 'password',
      username: 'bob',
      password: 'secret',
      scope: 'repository:closed/a:pull',
    });
    const answer = await ask('', { method: 'POST', body });
    const { access_token } = (await answer.json()) as { access_token: string };

    const pulled = await fetch(`http://${server.address}/v2/closed/a/blobs/${digest}`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(await pulled.text()).toBe('hello');
  });

  it.each(['', '?scope=repository:closed/a:pull', '?scope=x'])('gives nobody a token for %j', async (query) => {
    const answer = await ask(query);

    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, `Basic realm="${server.address}"`]);
  });

  it('names itself, and the scope, to those who need a token', async () => {
    const answer = await fetch(`http://${server.address}/v2/closed/a/blobs/uploads/?mount=${digest}&from=open/a`, {
      method: 'POST',
    });

    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer realm="http://${server.address}/v2/token",service="${server.address}",scope="repository:closed/a:pull,push repository:open/a:pull"`,
    );
  });
});
