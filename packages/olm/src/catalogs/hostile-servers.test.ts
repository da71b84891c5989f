import { once } from 'node:events';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { registryCodec } from '@violet/bundles';
import { systemClock } from '@violet/kube';
import { afterEach, describe, expect, it } from 'vitest';
import { aRegistryBundle } from '../testing/catalog-content.ts';
import { followAddress } from './address-feed.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** What a server that knows no gRPC library may answer; it is to end the stream itself. */
type Mischief = (stream: ServerHttp2Stream) => void;

async function problemWith(mischief: Mischief): Promise<string> {
  const server = createServer();
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    mischief(stream);
  });
  server.on('sessionError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return await new Promise((resolve) => {
    const feed = followAddress(
      { address, reach: async (host) => [host], clock: systemClock, random: () => 1 },
      {
        onState: (_state, problem) => problem !== undefined && resolve(problem.replaceAll(address, 'it')),
        onContent: () => resolve('its content was taken'),
      },
    );
    ends.unshift(() => feed.stop());
  });
}

/** A gRPC message with the length that it claims to have. */
function framed(bytes: Uint8Array, claimed = bytes.length): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(claimed, 1);
  return Buffer.concat([head, bytes]);
}

const bundle = registryCodec.listBundles.encodeResponse(aRegistryBundle('demo', '1.0.0'));
const manyEmptyProperties = Buffer.alloc(2 * 90_000, Buffer.from([0x62, 0]));
const tooManyProperties = Buffer.alloc(2 * 110_000, Buffer.from([0x62, 0]));

describe('a server of a catalogue', () => {
  // gRPC's library passes over what is left of a message; what had content before doubts an empty answer.
  it.each<[string, Mischief, RegExp]>([
    ['ends within a message', (stream) => stream.end(framed(bundle).subarray(0, 9)), /its content was taken/],
    ['announces more than it sends', (stream) => stream.end(framed(bundle, 5000)), /its content was taken/],
    [
      'announces more than anybody takes',
      (stream) => stream.end(framed(bundle, 0xffffffff)),
      /it failed at ListBundles: Received message larger than max/,
    ],
    [
      'sends what is no message',
      (stream) => stream.end(framed(Buffer.from('<html>'))),
      /it answered ListBundles with what is no message/,
    ],
    [
      'drops the connection in the middle',
      (stream) => {
        stream.write(framed(bundle));
        setImmediate(() => stream.session?.destroy());
      },
      /^it drops its connections before it is read$/,
    ],
    [
      'sends a message of a million empty things',
      (stream) => stream.end(framed(tooManyProperties)),
      /a message of more than 100000 items/,
    ],
  ])(
    'that %s is told about',
    async (_what, mischief, problem) => {
      expect(await problemWith(mischief)).toMatch(problem);
    },
    20_000,
  );

  it('that never ends is left when it has sent too much', async () => {
    const message = framed(manyEmptyProperties);
    const problem = await problemWith((stream) => {
      const more = (): void => {
        while (!stream.destroyed && stream.write(message));
        if (!stream.destroyed) stream.once('drain', more);
      };
      more();
    });

    expect(problem).toBe(
      'it takes more than 256 MiB: it is not read further: offer fewer versions in it, or split it into several catalogues',
    );
  }, 60_000);
});
