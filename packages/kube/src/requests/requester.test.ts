import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { isFailure } from '@violet/machinery';
import { afterEach, describe, expect, it } from 'vitest';
import { connectCluster } from '../connect.ts';
import { manualClock } from '../testing.ts';

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function aServer(handler: Handler): Promise<string> {
  const server = http.createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answer(
  response: http.ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function status(code: number, reason: string): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message: `this is ${reason}`, code };
}

const secrets = { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', scope: 'Namespaced' } as const;

describe('a request', () => {
  it('is repeated after the time that a busy server asks for', async () => {
    const clock = manualClock();
    const times: number[] = [];
    const server = await aServer((_request, response) => {
      times.push(clock.now().getTime());
      if (times.length < 3) answer(response, 429, status(429, 'TooManyRequests'), { 'retry-after': '2' });
      else answer(response, 200, { ok: true });
    });
    const heard: string[] = [];
    const onRequest = ({ method, path }: { method: string; path: string }) => void heard.push(`${method} ${path}`);
    const cluster = connectCluster({ server }, { clock, onRequest });

    const answered = cluster.json({ path: '/version' });
    for (let round = 0; round < 2; round++) {
      await expect.poll(() => clock.waiting).toBe(1);
      clock.advance(2000);
    }

    expect(await answered).toEqual({ ok: true });
    expect(heard).toEqual(Array.from({ length: 3 }, () => 'GET /version'));
    const [first = 0, ...others] = times;
    expect(others.map((time) => time - first)).toEqual([2000, 4000]);
  });

  it('that writes is not repeated', async () => {
    let count = 0;
    const server = await aServer((request, response) => {
      count++;
      request
        .resume()
        .on('end', () => answer(response, 503, status(503, 'ServiceUnavailable'), { 'retry-after': '0' }));
    });
    const client = connectCluster({ server }).resource(secrets, 'default');

    const write = client.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } });

    await expect(write).rejects.toSatisfy((error) => isFailure(error, 'ServiceUnavailable'));
    expect(count).toBe(1);
  });

  it('that applies is repeated where the connection was cut in the middle of the answer', async () => {
    let count = 0;
    const server = await aServer((request, response) => {
      count++;
      request.resume().on('end', () => {
        if (count > 1) return answer(response, 200, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } });
        response.writeHead(200, { 'content-type': 'application/json' }).write('{"kind":');
        setImmediate(() => response.destroy());
      });
    });
    const client = connectCluster({ server }).resource(secrets, 'default');

    const applied = await client.apply(
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } },
      { fieldManager: 'test', force: true },
    );

    expect(applied.metadata.name).toBe('a');
    expect(count).toBe(2);
  });

  it('for a stream that is refused does not listen for ever to why', async () => {
    const clock = manualClock();
    const server = await aServer((_request, response) => {
      const more = () => void (response.destroyed || response.write(' ', () => setImmediate(more)));
      response.writeHead(403);
      more();
    });
    const client = connectCluster({ server }, { clock }).resource(secrets, 'default');

    const watched = client.watch({ signal: new AbortController().signal })[Symbol.asyncIterator]().next();
    const ended = watched.catch((error: unknown) => error);
    await expect.poll(() => clock.waiting).toBe(1);
    clock.advance(30_000);

    expect(await ended).toMatchObject({ code: 'Timeout', message: expect.stringContaining('within 30 s') });
  });

  it('to a silent server ends in time', async () => {
    const server = await aServer(() => undefined);

    const asked = connectCluster({ server }).json({ path: '/version', timeoutMs: 50 });

    await expect(asked).rejects.toSatisfy((error) => isFailure(error, 'Timeout'));
    await expect(asked).rejects.toThrow(/did not answer within 0.05 s/);
  });

  it('whose body stops half-way ends in time', async () => {
    const server = await aServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"a":');
    });

    await expect(connectCluster({ server }).json({ path: '/', timeoutMs: 50 })).rejects.toSatisfy((error) =>
      isFailure(error, 'Timeout'),
    );
  });

  it('is given up when the caller aborts', async () => {
    const server = await aServer(() => undefined);
    const controller = new AbortController();

    const asked = connectCluster({ server }).json({ path: '/', signal: controller.signal });
    controller.abort(new Error('no longer needed'));

    await expect(asked).rejects.toThrow('no longer needed');
  });

  it('to nobody names the address and what to do', async () => {
    const cluster = connectCluster({ server: 'https://127.0.0.1:1' });

    await expect(cluster.json({ path: '/' })).rejects.toThrow(
      'cannot reach https://127.0.0.1:1: the connection was refused',
    );
    await expect(cluster.json({ path: '/' })).rejects.toHaveProperty(
      'hint',
      'check the address and that the cluster is running',
    );
  });

  it('carries token, impersonation and the path below a prefix', async () => {
    const server = await aServer((request, response) =>
      answer(response, 200, { url: request.url, headers: request.headers, raw: request.rawHeaders }),
    );
    let number = 0;
    const cluster = connectCluster({ server: `${server}/kubernetes/business/`, token: () => `token-${++number}` });

    const first = await cluster.json<{ url: string; headers: Record<string, string> }>({ path: '/api' });
    const second = await cluster
      .impersonate({ username: 'jane', groups: ['a', 'b, c'] })
      .json<{ headers: Record<string, string>; raw: string[] }>({ path: '/api' });

    expect(first.url).toBe('/kubernetes/business/api');
    expect(first.headers['authorization']).toBe('Bearer token-1');
    expect(second.headers).toMatchObject({ authorization: 'Bearer token-2', 'impersonate-user': 'jane' });
    expect(second.raw.filter((_value, index) => second.raw[index - 1]?.toLowerCase() === 'impersonate-group')).toEqual([
      'a',
      'b, c',
    ]);
  });
});

describe('an answer', () => {
  it('that is no JSON is a failure with the first words of it', async () => {
    const server = await aServer(
      (_request, response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
    );

    await expect(connectCluster({ server }).json({ path: '/version' })).rejects.toThrow(
      'GET /version: the server answered 502 (<h1>Bad gateway</h1>)',
    );
  });

  it('tells an object that is missing from a kind that is not served', async () => {
    const missing = { ...status(404, 'NotFound'), details: { name: 'a', kind: 'secrets' } };
    const server = await aServer((request, response) => {
      if (request.url?.includes('/secrets') === true) answer(response, 404, missing);
      else response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n');
    });
    const cluster = connectCluster({ server });
    const unknown = { group: 'x.io', version: 'v1', kind: 'Unknown', plural: 'unknowns', scope: 'Namespaced' } as const;

    expect(await cluster.resource(secrets, 'default').get('a')).toBeUndefined();
    expect(await cluster.resource(secrets, 'default').delete('a')).toBeUndefined();
    await expect(cluster.resource(unknown, 'default').get('a')).rejects.toThrow(
      'the cluster does not serve Unknown of x.io',
    );
  });
});
