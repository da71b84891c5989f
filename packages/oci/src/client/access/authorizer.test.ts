import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../digest.ts';
import {
  instantClock,
  type Script,
  type SeenRequest,
  startFakeRegistry,
  startScriptedRegistry,
} from '../../testing.ts';
import { connectRegistry } from '../connect-registry.ts';
import type { RegistryOptions } from '../registry.ts';

const digest = digestOf('hello');
const credentials = { username: 'me', password: 'canary' };
const basic = `Basic ${Buffer.from('me:canary').toString('base64')}`;
const open: { close(): unknown }[] = [];

async function serving(script: Script) {
  const server = await startScriptedRegistry(script);
  open.push(server);
  return server;
}

function connect(address: string, options: Partial<RegistryOptions> = {}) {
  const registry = connectRegistry({ address, plain: true, credentials, clock: instantClock(), ...options });
  open.push(registry);
  return registry;
}

/** A registry that wants a token, and gives `t1`, `t2`, … at its own host. */
function tokenRegistry(options: { valid?: (token: string) => boolean } = {}): Script {
  let issued = 0;
  return ({ line, headers }, response) => {
    if (line.startsWith('GET /token')) {
      issued += 1;
      response.end(JSON.stringify({ token: `t${issued}`, expires_in: 100 }));
      return;
    }
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
    if (token !== undefined && (options.valid?.(token) ?? true)) response.writeHead(200).end('hello');
    else
      response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${headers.host}/token",service="s"` }).end();
  };
}

const lines = (seen: SeenRequest[]) =>
  seen.map(({ line, headers }) => [line.replace(/sha256:\w+/, '…'), headers.authorization]);

afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

describe('logging in', () => {
  it('gives a password only when it is asked for, and then at once', async () => {
    const server = await serving(({ headers }, response) => {
      const known = headers.authorization === basic;
      response.writeHead(known ? 200 : 401, { 'www-authenticate': 'Basic realm="x"', 'content-length': 5 }).end();
    });
    const registry = connect(server.address);

    expect(await registry.headBlob('a/b', digest)).toBe(5);
    expect(await registry.headBlob('a/b', digest)).toBe(5);
    expect(lines(server.seen).map(([, authorization]) => authorization)).toEqual([undefined, basic, basic]);
  });

  it('asks for a token once for each repository, however many requests wait for it', async () => {
    const server = await serving(tokenRegistry());
    const registry = connect(server.address);

    await registry.headBlob('a/b', digest);
    await Promise.all([
      registry.headBlob('a/b', digest),
      registry.headBlob('c', digest),
      registry.headBlob('c', digest),
    ]);

    const asked = lines(server.seen).filter(([line]) => line?.startsWith('GET /token'));
    expect(asked).toEqual([
      ['GET /token?service=s&scope=repository%3Aa%2Fb%3Apull', basic],
      ['GET /token?service=s&scope=repository%3Ac%3Apull', basic],
    ]);
  });

  it('asks for one token for all repositories that are to come, and once more to write there', async () => {
    const server = await serving(tokenRegistry());
    const registry = connect(server.address);
    registry.foresee(['b', 'a']);

    await registry.ping();
    await Promise.all([registry.headBlob('a', digest), registry.headBlob('b', digest)]);
    await Promise.all(['a', 'b'].map((repository) => registry.mountBlob(repository, digest, 'b').catch(() => false)));

    const asked = lines(server.seen).flatMap(([line]) =>
      line?.startsWith('GET /token') ? [decodeURIComponent(line)] : [],
    );
    expect(asked).toEqual([
      'GET /token?service=s&scope=repository:a:pull&scope=repository:b:pull',
      'GET /token?service=s&scope=repository:a:pull,push&scope=repository:b:pull,push',
    ]);
  });

  it.each([
    ['refuses to give one', () => false],
    ['gives one that is worth nothing', () => true],
  ])('asks for a token for each repository where the issuer of one for many %s', async (_what, gives) => {
    const many = new Set<string>();
    let issued = 0;
    const server = await serving(({ line, headers }, response) => {
      const isForMany = line.split('scope=').length > 2;
      if (line.startsWith('GET /token')) {
        issued += 1;
        if (isForMany) many.add(`Bearer t${issued}`);
        if (isForMany && !gives()) response.writeHead(403).end();
        else response.end(JSON.stringify({ token: `t${issued}` }));
        return;
      }
      const { authorization = '' } = headers;
      const isGood = authorization.startsWith('Bearer ') && !many.has(authorization);
      const challenge = `Bearer realm="http://${headers.host}/token"`;
      response.writeHead(isGood ? 200 : 401, { 'www-authenticate': challenge, 'content-length': 5 }).end();
    });
    const registry = connect(server.address);
    registry.foresee(['a', 'b']);

    expect(await Promise.all(['a', 'b'].map((repository) => registry.headBlob(repository, digest)))).toEqual([5, 5]);
    expect(await registry.headBlob('a', digest)).toBe(5);
    expect(many.size).toBe(1);
  });

  it('renews a token that is about to expire, and one that is refused early', async () => {
    const clock = instantClock();
    let dead = '';
    const server = await serving(tokenRegistry({ valid: (token) => token !== dead }));
    const registry = connect(server.address, { clock });
    const used = () => server.seen.at(-1)?.headers.authorization;

    await registry.headBlob('a', digest);
    expect(used()).toBe('Bearer t1');
    clock.advance(95_000);
    await registry.headBlob('a', digest);
    expect(used()).toBe('Bearer t2');
    dead = 't2';
    await registry.headBlob('a', digest);
    expect(used()).toBe('Bearer t3');
  });

  it('fails with a hint when the credentials are wrong or missing', async () => {
    const server = await serving(
      (_, response) => void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(),
    );

    await expect(connect(server.address).ping()).rejects.toMatchObject({
      code: 'Unauthorized',
      hint: expect.stringContaining('check'),
    });
    await expect(connect(server.address, { credentials: undefined }).ping()).rejects.toMatchObject({
      code: 'Unauthorized',
      hint: expect.stringContaining('give'),
    });
  });

  it.each([
    ['another host', 'http://token.example/t', 'token.example'],
    ['an address without sense', 'http://', 'is no address'],
    ['another protocol', 'ftp://127.0.0.1/t', 'not HTTPS'],
  ])('sends no credentials to a token issuer at %s', async (_, realm, words) => {
    const server = await serving(
      (_seen, response) => void response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}"` }).end(),
    );
    const registry = connect(server.address);

    await expect(registry.ping()).rejects.toThrow(words);
    await expect(registry.ping()).rejects.not.toThrow('canary');
    expect(server.seen.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it('sends credentials to a token issuer that was named', async () => {
    const issuer = await serving((_, response) => void response.end('{"access_token":"t"}'));
    const realm = `http://localhost:${issuer.address.split(':')[1]}/t`;
    const server = await serving(({ headers }, response) => {
      const known = headers.authorization === 'Bearer t';
      response.writeHead(known ? 200 : 401, { 'www-authenticate': `Bearer realm="${realm}"` }).end('{}');
    });

    await expect(connect(server.address).ping()).rejects.toMatchObject({ reason: 'TokenIssuerRefused' });
    await connect(server.address, { tokenHosts: ['localhost'] }).ping();

    expect(lines(issuer.seen)).toEqual([['GET /t', basic]]);
  });

  it('asks any token issuer where there are no credentials to lose', async () => {
    const issuer = await serving((_, response) => void response.end('{"token":"anonymous"}'));
    const realm = `http://localhost:${issuer.address.split(':')[1]}/t`;
    const server = await serving(({ headers }, response) => {
      const known = headers.authorization === 'Bearer anonymous';
      response.writeHead(known ? 200 : 401, { 'www-authenticate': `Bearer realm="${realm}"` }).end('{}');
    });

    await connect(server.address, { credentials: undefined }).ping();

    expect(lines(issuer.seen)).toEqual([['GET /t', undefined]]);
  });

  it.each(['{"token":"a\\r\\nx: y"}', '{}', 'x', '{"token":1}'])('takes %s for no token', async (body) => {
    const server = await serving(({ line, headers }, response) => {
      if (line.startsWith('GET /token')) response.end(body);
      else response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${headers.host}/token"` }).end();
    });

    await expect(connect(server.address).ping()).rejects.toThrow('gave no token');
  });

  it('shows a refresh token to the issuer alone, in a body', async () => {
    const server = await startFakeRegistry({ auth: { scheme: 'token', refreshToken: 'canary' } });
    open.push(server);
    const refreshing = (refreshToken: string) => connect(server.address, { credentials: { refreshToken } });

    await refreshing('canary').ping();

    expect(server.seen).toEqual(['GET /v2/', 'POST /token', 'GET /v2/']);
    await expect(refreshing('stale').ping()).rejects.toMatchObject({
      code: 'Unauthorized',
      hint: expect.stringContaining('check'),
    });
    await expect(refreshing('stale').ping()).rejects.not.toThrow('stale');
  });

  it.each(['http://169.254.169.254/token', 'https://10.0.0.1/token', 'http://registry.internal/token'])(
    'asks an issuer at %s for nothing',
    async (realm) => {
      const server = await serving(
        (_seen, response) => void response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}"` }).end(),
      );

      for (const given of [credentials, { refreshToken: 'canary' }]) {
        const registry = connect(server.address, { credentials: given });
        await expect(registry.ping()).rejects.toMatchObject({ reason: 'TokenIssuerRefused' });
      }
    },
  );

  it('does not follow an issuer that sends it elsewhere', async () => {
    const thief = await serving((_, response) => void response.end('{"token":"t"}'));
    const server = await serving(({ line, headers }, response) => {
      if (line.startsWith('GET /token')) response.writeHead(307, { location: `http://${thief.address}/` }).end();
      else response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${headers.host}/token"` }).end();
    });

    await expect(connect(server.address).ping()).rejects.toThrow('it answered 307');
    expect(thief.seen).toEqual([]);
  });

  it.each([
    ['basic', 'Basic realm="x"'],
    ['bearer', 'Bearer realm="/token"'],
  ])('does not repeat what a registry repeats of it: %s', async (_, challenge) => {
    const server = await serving(({ line, headers }, response) => {
      const message = `${'x'.repeat(270)} ${headers.authorization} ${encodeURIComponent(headers.authorization ?? '')}`;
      const said = JSON.stringify({ errors: [{ code: 'DENIED', message }], token: 'canary-token' });
      if (line.startsWith('GET /token')) response.end(said);
      else if (headers.authorization === undefined) response.writeHead(401, { 'www-authenticate': challenge }).end();
      else response.writeHead(403).end(said);
    });

    const failure = await connect(server.address)
      .ping()
      .catch((error: Error) => error.message);

    expect(failure).toContain('403 (DENIED: xxx');
    for (const secret of ['canary', basic.slice(6, 16)]) expect(failure).not.toContain(secret);
  });

  it('takes a token as it is given', async () => {
    const server = await serving((_, response) => void response.end('{}'));

    await connect(server.address, { credentials: { token: 'mine' } }).ping();

    expect(lines(server.seen)).toEqual([['GET /v2/', 'Bearer mine']]);
  });
});

describe('going elsewhere', () => {
  it('follows a redirect to storage without credentials', async () => {
    const storage = await serving((_, response) => void response.end('hello'));
    const server = await serving(({ headers }, response) => {
      if (headers.authorization === basic)
        response.writeHead(307, { location: `http://${storage.address}/s3?sig=x` }).end();
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    });

    expect((await connect(server.address).readBlob('a', digest, 10))?.toString()).toBe('hello');
    expect(lines(storage.seen)).toEqual([['GET /s3?sig=x', undefined]]);
  });

  it('uploads to a location on another host without credentials', async () => {
    const storage = await serving((_, response) => void response.writeHead(201).end());
    const server = await serving(({ headers }, response) => {
      if (headers.authorization !== basic) response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      else response.writeHead(202, { location: `http://me:secret@${storage.address}/up?state=1` }).end();
    });

    await connect(server.address).uploadBlob('a', {
      digest,
      size: 5,
      open: () => Readable.from([Buffer.from('hello')]),
    });

    expect(lines(storage.seen)).toEqual([[`PUT /up?state=1&digest=${encodeURIComponent(digest)}`, undefined]]);
  });

  it('does not follow for ever', async () => {
    const server = await serving((_, response) => void response.writeHead(302, { location: '/again' }).end());

    await expect(connect(server.address).ping()).rejects.toThrow('more than 5 redirects');
  });
});
