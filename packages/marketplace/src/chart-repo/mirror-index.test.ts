import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { annotations, ChartRepo, Secret, systemNamespace } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aMarketplace, type Marketplace } from '../testing/a-marketplace.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let market: Marketplace;
let elsewhere: Site;
let other: Site;

/** A web site that answers as a test tells it, and keeps what it was asked. */
interface Site {
  url: string;
  asked: { path: string | undefined; authorization: string | undefined; etag: string | undefined }[];
  answer: Answer;
  server: Server;
}

async function aSite(): Promise<Site> {
  const server = createServer((request, response) => {
    const { authorization, 'if-none-match': etag } = request.headers;
    site.asked.push({ path: request.url, authorization, etag });
    site.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const site: Site = { url, asked: [], answer: () => undefined, server };
  return site;
}

beforeAll(async () => {
  [market, elsewhere, other] = await Promise.all([aMarketplace(), aSite(), aSite()]);
});
afterAll(async () => {
  await market.close();
  for (const { server } of [elsewhere, other]) server.close();
});
beforeEach(() => {
  for (const site of [elsewhere, other]) site.asked = [];
});

const failed = (repo: ChartRepo) => repo.status?.phase === 'Failed';
const synced = (repo: ChartRepo) => repo.status?.phase === 'Synced';
const serve =
  (text: string, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    void response.writeHead(200, headers).end(text);

function indexOf(charts: Record<string, string[]>): string {
  const entries = Object.entries(charts).map(([name, versions]) => [
    name,
    versions.map((version) => ({ name, version, apiVersion: 'v2', urls: [`${name}-${version}.tgz`], digest: 'abc' })),
  ]);
  return JSON.stringify({ apiVersion: 'v1', entries: Object.fromEntries(entries) });
}

/** Whoever asks before the look that goes on is reported, asks for nothing. */
const isServed = ({ metadata }: Stored<ChartRepo>) => metadata.annotations?.[annotations.lastSyncAt] !== undefined;

/** Asks for another look, as a person does. */
async function lookNow(name: string): Promise<void> {
  await market.hub
    .resource(ChartRepo, systemNamespace)
    .patch(name, { type: 'merge', body: { metadata: { annotations: { [annotations.lastSyncAt]: null } } } });
}

describe('a chart repository elsewhere', () => {
  it('is mirrored: charts with absolute addresses, gone when they are gone', async () => {
    elsewhere.answer = serve(indexOf({ web: ['1.0.0', '1.1.0'], db: ['2.0.0'] }), { etag: '"one"' });
    await market.createRepo('remote', { type: 'Chart', url: `${elsewhere.url}/charts/` });

    const web = await market.untilVersions('web.remote', ['1.1.0', '1.0.0']);
    expect(web?.spec.versions?.[0]?.urls).toEqual([`${elsewhere.url}/charts/web-1.1.0.tgz`]);
    await market.untilVersions('db.remote', ['2.0.0']);
    await market.untilRepo('remote', synced);
    expect(elsewhere.asked[0]).toMatchObject({ path: '/charts/index.yaml', authorization: undefined });

    elsewhere.answer = serve(indexOf({ web: ['1.2.0'] }));
    await lookNow('remote');
    await market.untilVersions('web.remote', ['1.2.0']);
    await market.untilVersions('db.remote', undefined);
    await market.untilRepo('remote', isServed);
    expect(elsewhere.asked.at(-1)?.etag).toBe('"one"');
  });

  it('that fails is told, and its charts stay', async () => {
    elsewhere.answer = (_request, response) => void response.writeHead(503).end();
    await lookNow('remote');

    const { status } = await market.untilRepo('remote', failed);
    expect(status?.reason).toBe(`${elsewhere.url}/charts/index.yaml answered 503`);
    await market.untilVersions('web.remote', ['1.2.0']);
  });

  it('gets its credentials, and no other host does', async () => {
    await market.hub.resource(Secret, systemNamespace).create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'login', namespace: systemNamespace },
      stringData: { username: 'ann', password: 'secret' },
    });
    elsewhere.answer = (request, response) =>
      void response.writeHead(302, { location: `${other.url}${request.url}` }).end();
    other.answer = serve(indexOf({ app: ['1.0.0'] }));
    await market.createRepo('private', { type: 'Chart', url: elsewhere.url, secret: { name: 'login' } });

    await market.untilVersions('app.private', ['1.0.0']);
    expect(elsewhere.asked[0]?.authorization).toBe(`Basic ${Buffer.from('ann:secret').toString('base64')}`);
    expect(other.asked).toEqual([{ path: '/index.yaml', authorization: undefined, etag: undefined }]);
  });

  it.each([
    ['is no index', serve('<html>'), /the index cannot be used: it is no map/],
    ['never ends', endless, /more than \d+ bytes/],
    [
      'redirects in circles',
      (_: unknown, response: ServerResponse) => redirect(response),
      /redirects more than 5 times/,
    ],
  ] satisfies [string, Answer, RegExp][])('that %s is refused', async (what, answer, reason) => {
    elsewhere.answer = answer;
    const name = `bad-${what.replaceAll(' ', '-')}`;
    await market.createRepo(name, { type: 'Chart', url: elsewhere.url });

    expect((await market.untilRepo(name, failed)).status?.reason).toMatch(reason);
  });

  it.each([
    ['holds credentials', 'https://ann:secret@example.com/', 'the address of example.com holds credentials'],
    ['is none', 'file:///etc/passwd', '"file:///etc/passwd" is not the address of a chart repository'],
  ])('whose address %s is refused', async (what, url, reason) => {
    const name = `address-${what.replaceAll(' ', '-')}`;
    await market.createRepo(name, { type: 'Chart', url });

    expect((await market.untilRepo(name, failed)).status?.reason).toBe(reason);
  });
});

function redirect(response: ServerResponse): void {
  response.writeHead(302, { location: '/index.yaml' }).end();
}

function endless(_request: IncomingMessage, response: ServerResponse): void {
  const chunk = Buffer.alloc(1024 * 1024, ' ');
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more).writeHead(200);
  more();
}
