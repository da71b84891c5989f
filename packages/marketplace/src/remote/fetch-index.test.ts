import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { reachOf, readAllowedPlaces } from '@violet/oci';
import { describe, expect, it } from 'vitest';
import { fetchIndex } from './fetch-index.ts';

const { signal } = new AbortController();
const names: Record<string, string[]> = { 'inside.example.com': ['10.1.2.3'], 'charts.example.com': ['127.0.0.1'] };
const reachTo = (...places: string[]) =>
  reachOf({
    allowed: readAllowedPlaces(places),
    what: 'a chart repository',
    resolve: async (host) => names[host] ?? [],
  });
const reach = reachTo();

async function aServer(answer: (path: string | undefined, response: ServerResponse) => void): Promise<Server> {
  const server = createServer((request, response) => answer(request.url, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
const portOf = (server: Server) => (server.address() as AddressInfo).port;

describe('the address of a chart repository', () => {
  it('is refused at once where it is longer than any is', async () => {
    const asked = fetchIndex({ url: `https://charts.example.com/${'/'.repeat(100_000)}x`, signal, reach });

    await expect(asked).rejects.toThrow('is longer than 2048 characters');
  });

  it.each([
    ['http://127.0.0.1:8080/charts', '127.0.0.1 is in the loopback network'],
    ['http://[::1]/charts', '::1 is in the loopback network'],
    ['https://169.254.169.254/latest', '169.254.169.254 is in the link-local network'],
    ['https://inside.example.com', 'inside.example.com (10.1.2.3) is in a private network'],
  ])('%s is refused, with what to do', async (url, message) => {
    const refusal = await fetchIndex({ url, signal, reach }).catch((error: unknown) => error);

    expect(refusal).toMatchObject({ code: 'Forbidden', message: expect.stringContaining(message) });
    expect(refusal).toMatchObject({ hint: expect.stringContaining('--catalog-address') });
  });
});

describe('an index elsewhere', () => {
  it('is fetched at the very address that was judged, packed or not', async () => {
    const server = await aServer((_path, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', etag: '"one"' }).end(gzipSync('entries: {}'));
    });
    const url = `http://charts.example.com:${portOf(server)}`;
    const allowed = { url, signal, reach: reachTo('charts.example.com') };

    expect(await fetchIndex(allowed)).toEqual({ text: 'entries: {}', etag: '"one"' });
    server.close();
  });

  it('is not fetched from where it redirects to, unless that may be reached, too', async () => {
    let asked = 0;
    const inside = await aServer((_path, response) => {
      asked++;
      response.end('entries: {}');
    });
    const location = `http://127.0.0.1:${portOf(inside)}/index.yaml`;
    const server = await aServer((_path, response) => void response.writeHead(302, { location }).end());
    const only = `charts.example.com:${portOf(server)}`;
    const fetched = fetchIndex({ url: `http://${only}`, signal, reach: reachTo(only) });

    await expect(fetched).rejects.toThrow('127.0.0.1 is in the loopback network');
    expect(asked).toBe(0);
    for (const each of [inside, server]) each.close();
  });

  it.each(['identity', 'gzip'])('is not waited for where it dribbles: %s', async (encoding) => {
    const server = await aServer((_path, response) => {
      const more = () => void (response.destroyed || response.write(Buffer.from(' '), () => setImmediate(more)));
      response.writeHead(200, { 'content-encoding': encoding });
      if (encoding === 'gzip') response.write(gzipSync('entries: {}').subarray(0, 15));
      else more();
    });
    const only = `charts.example.com:${portOf(server)}`;

    const fetched = fetchIndex({ url: `http://${only}`, signal, reach: reachTo(only), timeoutMs: 50 });

    await expect(fetched).rejects.toMatchObject({
      code: 'Timeout',
      message: `http://${only}/index.yaml was not read within 0.05 s`,
    });
    server.closeAllConnections();
    server.close();
  });
});
