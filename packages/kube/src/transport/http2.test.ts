import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { isFailure } from '@violet/machinery';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cluster } from '../cluster.ts';
import { connectCluster } from '../connect.ts';
import { readText } from '../requests/body.ts';
import {
  aFrameServer,
  anIdentity,
  CANCEL,
  data,
  type FrameRequest,
  type FrameServer,
  goAway,
  head,
  INTERNAL_ERROR,
  lastData,
  NO_ERROR,
  REFUSED_STREAM,
  reset,
} from '../testing/frame-server.ts';
import { Http2Wire } from './http2.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function aServer(
  answer: (request: FrameRequest) => readonly Buffer[],
): Promise<{ cluster: Cluster; server: FrameServer }> {
  const server = await aFrameServer({ answer });
  const cluster = connectCluster(server.access);
  ends.push(server.close, () => cluster.close());
  return { cluster, server };
}

const TEXT = '{"kind":"Status"}';

/** Answers the first request with these frames, and all others plainly. */
function first(frames: (request: FrameRequest) => readonly Buffer[]) {
  return (request: FrameRequest) =>
    request.number === 1 ? frames(request) : [head(request.stream), lastData(request.stream, TEXT)];
}

describe('an answer that came whole in one piece', () => {
  const length = TEXT.length;
  const orders: [string, (request: FrameRequest) => readonly Buffer[]][] = [
    ['ends with its data', ({ stream: id }) => [head(id), lastData(id, TEXT)]],
    ['ends after its data', ({ stream: id }) => [head(id), data(id, TEXT), lastData(id, '')]],
    ['comes in parts', ({ stream: id }) => [head(id), data(id, '{"kind":'), data(id, '"Status"'), lastData(id, '}')]],
    [
      'is followed by a reset without an error',
      ({ stream: id }) => [head(id), lastData(id, TEXT), reset(id, NO_ERROR)],
    ],
    ['is followed by a cancel', ({ stream: id }) => [head(id, length), lastData(id, TEXT), reset(id, CANCEL)]],
    ['is followed by an error', ({ stream: id }) => [head(id, length), lastData(id, TEXT), reset(id, INTERNAL_ERROR)]],
    ['is followed by a farewell', ({ stream: id }) => [head(id), lastData(id, TEXT), goAway(id, NO_ERROR)]],
    [
      'is followed by the end of the connection in an error',
      ({ stream: id }) => [head(id, length), lastData(id, TEXT), goAway(id, INTERNAL_ERROR)],
    ],
    [
      'is followed by the end of the connection',
      ({ stream: id, socket }) => {
        setImmediate(() => socket.end());
        return [head(id), lastData(id, TEXT)];
      },
    ],
  ];

  it.each(orders)('and %s is read at once', async (_order, frames) => {
    const { cluster } = await aServer(first(frames));

    expect(await cluster.json({ path: '/first' })).toEqual({ kind: 'Status' });
  });

  it.each(orders)('and %s is read when its stream is long over', async (_order, frames) => {
    const { cluster } = await aServer(first(frames));

    const { body } = await cluster.request({ path: '/first' });
    await cluster.json({ path: '/second' });

    expect(await readText(body, '/first')).toBe(TEXT);
  });

  it('is read to its end after the client was closed', async () => {
    const { cluster } = await aServer(first(({ stream: id }) => [head(id), lastData(id, TEXT)]));

    const { body } = await cluster.request({ path: '/first' });
    await cluster.json({ path: '/second' });
    await cluster.close();

    expect(await readText(body, '/first')).toBe(TEXT);
  });
});

describe('an answer that stops half-way', () => {
  const half = TEXT.slice(0, 5);

  it.each<[string, (request: FrameRequest) => readonly Buffer[]]>([
    ['by a cancel', ({ stream: id }) => [head(id), data(id, half), reset(id, CANCEL)]],
    ['by an error', ({ stream: id }) => [head(id), data(id, half), reset(id, INTERNAL_ERROR)]],
    ['by a farewell in an error', ({ stream: id }) => [head(id), data(id, half), goAway(id, INTERNAL_ERROR)]],
    [
      'before the length that was promised',
      ({ stream: id }) => [head(id, TEXT.length), data(id, half), reset(id, NO_ERROR)],
    ],
    [
      'by the end of the connection',
      ({ stream: id, socket }) => {
        setImmediate(() => socket.end());
        return [head(id), data(id, half)];
      },
    ],
  ])('%s is a failure', async (_how, frames) => {
    const { cluster } = await aServer(first(frames));

    const { body } = await cluster.request({ path: '/first' });
    await cluster.json({ path: '/second' });

    await expect(readText(body, '/first')).rejects.toSatisfy((error) => isFailure(error, 'ServiceUnavailable'));
  });

  it('because the client was closed is a failure', async () => {
    const { cluster } = await aServer(({ stream: id }) => [head(id), data(id, half)]);

    const { body } = await cluster.request({ path: '/first' });
    await cluster.close();

    await expect(readText(body, '/first')).rejects.toThrow('the client was closed');
  });
});

describe('a write', () => {
  const write = { method: 'POST', path: '/first', body: '{}' };

  it.each<[string, (request: FrameRequest) => readonly Buffer[]]>([
    ['refused', ({ stream: id }) => [reset(id, REFUSED_STREAM)]],
    ['not looked at by a server that goes', ({ stream: id }) => [goAway(id - 2, NO_ERROR)]],
    ['not looked at by a server that goes in an error', ({ stream: id }) => [goAway(id - 2, INTERNAL_ERROR)]],
  ])('that was %s is sent once more', async (_how, frames) => {
    const { cluster, server } = await aServer((request) => {
      // A stream before it, so that "the last" has a number.
      if (request.number === 1) return [head(request.stream), lastData(request.stream, TEXT)];
      return first(() => frames(request))({ ...request, number: request.number - 1 });
    });
    await cluster.json({ path: '/before' });

    expect(await cluster.json(write)).toEqual({ kind: 'Status' });
    expect(server.requests).toBe(3);
  });

  it.each<[string, (request: FrameRequest) => readonly Buffer[]]>([
    ['reset', ({ stream: id }) => [reset(id, CANCEL)]],
    ['reset in an error', ({ stream: id }) => [reset(id, INTERNAL_ERROR)]],
    ['under way when the server went in an error', ({ stream: id }) => [goAway(id, INTERNAL_ERROR)]],
    ['answered in half', ({ stream: id }) => [head(id), data(id, '{'), reset(id, CANCEL)]],
  ])('that was %s is not sent again, for it may have been done', async (_how, frames) => {
    const { cluster, server } = await aServer(first(frames));

    await expect(cluster.json(write)).rejects.toSatisfy((error) => isFailure(error, 'ServiceUnavailable'));
    expect(server.requests).toBe(1);
  });

  it('that is refused over and over fails', async () => {
    const { cluster, server } = await aServer(({ stream: id }) => [reset(id, REFUSED_STREAM)]);

    await expect(cluster.json(write)).rejects.toThrow(/^cannot reach .*: it refused the request$/);
    expect(server.requests).toBe(2);
  });
});

describe('a server', () => {
  async function aWire(server: FrameServer): Promise<Http2Wire> {
    const address = new URL(server.access.server);
    const { ca } = server.access;
    const socket = tls.connect({ port: Number(address.port), host: address.hostname, ca, ALPNProtocols: ['h2'] });
    await once(socket, 'secureConnect');
    const wire = new Http2Wire(address, socket, 2);
    ends.push(async () => wire.close());
    return wire;
  }

  const watch = { method: 'GET', path: '/watch', headers: {}, timeoutMs: 60_000, stream: true };

  it('that is silent and does not answer pings is given up', async () => {
    const server = await aFrameServer({ answer: () => [], ignoresPings: true });
    ends.push(server.close);
    const wire = await aWire(server);

    await expect(wire.open(watch).head).rejects.toHaveProperty('code', 'ETIMEDOUT');
    expect(wire.usable).toBe(false);
  });

  it('that is silent and answers pings is waited for', async () => {
    const server = await aFrameServer({ answer: () => [] });
    ends.push(server.close);
    const wire = await aWire(server);

    wire.open(watch).head.catch(() => undefined);
    await expect.poll(() => server.pings, { timeout: 5000 }).toBeGreaterThan(5);

    expect(wire.usable).toBe(true);
  });

  it('that sends more than the reader takes has to wait, and others do not', async () => {
    const { ca, ...identity } = await anIdentity();
    const size = 24 * 1024 * 1024;
    const sent: http2.ServerHttp2Stream[] = [];
    const server = http2.createSecureServer({ ...identity, maxSessionMemory: 64 }).listen(0, '127.0.0.1');
    server.on('stream', (stream, headers) => {
      stream.respond({ ':status': 200 });
      if (headers[':path'] === '/large') sent.push(stream);
      stream.end(headers[':path'] === '/large' ? Buffer.alloc(size) : TEXT);
    });
    await once(server, 'listening');
    const cluster = connectCluster({ server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, ca });
    ends.push(
      () => new Promise((resolve) => server.close(() => resolve())),
      () => cluster.close(),
    );

    const { body } = await cluster.request({ path: '/large' });
    const other = await cluster.json({ path: '/small' });
    const waits = sent.map((stream) => stream.writableFinished);
    let came = 0;
    for await (const chunk of body) came += chunk.byteLength;

    expect(other).toEqual({ kind: 'Status' });
    expect(waits).toEqual([false]);
    expect(came).toBe(size);
  });
});
