import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../digest.ts';
import { type Script, startRecordingProxy, startScriptedRegistry } from '../testing.ts';
import { connectRegistry } from './connect-registry.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

/** As Docker Hub answers: tokens are another host's. */
const hub: Script = ({ line, headers }, response) => {
  if (headers.host === 'auth.docker.io') response.end(JSON.stringify({ token: 'granted', expires_in: 300 }));
  else if (headers.authorization !== 'Bearer granted') {
    const challenge = 'Bearer realm="http://auth.docker.io/token",service="registry.docker.io"';
    response.writeHead(401, { 'www-authenticate': challenge }).end();
  } else if (line.startsWith('POST')) response.writeHead(202, { location: '/v2/up/1' }).end();
  else if (line.startsWith('PUT')) response.writeHead(201).end();
  else response.end('{"tags":["v1"]}');
};

async function connectHub(address: string, script: Script = hub) {
  const server = await startScriptedRegistry(script);
  const proxy = await startRecordingProxy({ port: Number(server.address.split(':')[1]) });
  const registry = connectRegistry({
    address,
    plain: true,
    credentials: { username: 'me', password: 'canary' },
    proxyFor: () => proxy.url,
  });
  open.push(registry, proxy, server);
  return { registry, lines: () => proxy.seen.map(({ line }) => line) };
}

describe.each(['docker.io', 'index.docker.io', 'registry-1.docker.io'])('Docker Hub as %s', (address) => {
  it('is asked where its API is, with a token of its own issuer, and keeps its name', async () => {
    const { registry, lines } = await connectHub(address);

    expect(await registry.listTags('team/app')).toEqual(['v1']);
    expect(registry.address).toBe(address);
    expect(lines()).toEqual([
      'GET http://registry-1.docker.io/v2/team/app/tags/list?n=1000',
      'GET http://auth.docker.io/token?service=registry.docker.io&scope=repository%3Ateam%2Fapp%3Apull',
      'GET http://registry-1.docker.io/v2/team/app/tags/list?n=1000',
    ]);
  });

  it('has its official images in library/', async () => {
    const { registry, lines } = await connectHub(address);
    const digest = digestOf('hello');

    await registry.listTags('nginx');
    await registry.uploadBlob('nginx', { digest, size: 5, open: () => Readable.from([Buffer.from('hello')]) });

    expect(lines()).toContain('GET http://registry-1.docker.io/v2/library/nginx/tags/list?n=1000');
    expect(lines()).toContain('POST http://registry-1.docker.io/v2/library/nginx/blobs/uploads/');
    expect(lines().filter((line) => line.includes('/v2/nginx'))).toEqual([]);
  });
});

describe('another registry', () => {
  it('cannot have credentials sent to the issuer of Docker Hub', async () => {
    const { registry, lines } = await connectHub('docker.io.example', hub);

    await expect(registry.listTags('nginx')).rejects.toMatchObject({ reason: 'TokenIssuerRefused' });
    expect(lines()).toEqual(['GET http://docker.io.example/v2/nginx/tags/list?n=1000']);
  });
});
