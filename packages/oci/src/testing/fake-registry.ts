import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Asked, asked, page, refused, type Told } from './exchange.ts';
import { blob, manifest, ranged, type Storage, tags } from './fake-storage.ts';
import { createDoor, type Door } from './fake-tokens.ts';
import { createUploads, type Uploads } from './fake-uploads.ts';
import type { Quirks } from './quirks.ts';

export interface FakeRegistry {
  /** `127.0.0.1:<port>`; the same server is `localhost` where it plays another host. */
  address: string;
  /** `PATCH /v2/a/blobs/uploads/upload-1`: the requests that it answered, in order, without queries. */
  seen: string[];
  /** Authorization headers that came to a host which should have had none. */
  leaks: string[];
  storage: Storage;
  /** Uploads that were left open. */
  openUploads(): number;
  tokensIssued(): number;
  close(): Promise<void>;
}

interface Fake {
  quirks: Quirks;
  storage: Storage;
  uploads: Uploads;
  door: Door;
  seen: string[];
  leaks: string[];
  /** Requests that have been refused or cut once. */
  metOnce: Set<string>;
}

interface FakeIdentity {
  key: string;
  certificate: string;
}

/** An honest registry in memory on loopback that has the peculiarities it is given, and no others. */
export async function startFakeRegistry(
  quirks: Quirks = {},
  /** PEM; without it the registry speaks plain HTTP. */
  identity?: FakeIdentity,
  /** Of the other host that it plays, where that has another one. */
  elsewhere?: FakeIdentity,
): Promise<FakeRegistry> {
  const storage: Storage = { blobs: new Map(), repositories: new Map() };
  const uploads = createUploads(storage, quirks);
  const door = createDoor(quirks.auth);
  const fake: Fake = { quirks, storage, uploads, door, seen: [], leaks: [], metOnce: new Set() };
  const listen = (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers['proxy-authorization'] !== undefined) fake.leaks.push(request.headers['proxy-authorization']);
    serve(fake, request, response).catch(() => response.destroy());
  };
  const server = identity === undefined ? createServer(listen) : aTlsServer(identity, elsewhere, listen);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: fake.seen,
    leaks: fake.leaks,
    storage,
    openUploads: uploads.count,
    tokensIssued: door.issued,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function aTlsServer(identity: FakeIdentity, elsewhere: FakeIdentity = identity, listen: RequestListener): Server {
  const server = createTlsServer({ key: identity.key, cert: identity.certificate }, listen);
  server.addContext('localhost', { key: elsewhere.key, cert: elsewhere.certificate });
  return server;
}

async function serve(fake: Fake, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { quirks } = fake;
  if (Number(request.headers['content-length'] ?? 0) > (quirks.maxBodyBytes ?? Number.POSITIVE_INFINITY)) {
    fake.seen.push(`${request.method} ${request.url?.split('?')[0]}`);
    request.resume();
    response.shouldKeepAlive = false;
    send(quirks, request, response, page(413, 'Request Entity Too Large'));
    return;
  }
  if (Number(request.headers['content-length'] ?? 0) > (quirks.cutsAboveBytes ?? Number.POSITIVE_INFINITY)) {
    fake.seen.push(`${request.method} ${request.url?.split('?')[0]}`);
    request.once('data', () => request.socket.destroy());
    return;
  }
  const seen = asked(request, await buffer(request));
  fake.seen.push(`${seen.method} ${seen.path}`);
  const isFirst = meets(fake, seen);
  if (isFirst && quirks.cut === 'before') {
    request.socket.destroy();
    return;
  }
  const told = isFirst && quirks.busy !== undefined ? busy(quirks.busy) : answer(fake, seen);
  if (isFirst && quirks.cut === 'after') request.socket.destroy();
  else send(quirks, request, response, told);
}

/** Whether such a request comes for the first time, in whichever upload: a storm that goes on beyond patience is another matter. */
function meets({ metOnce }: Fake, { method, path, query, headers }: Asked): boolean {
  const name = [method, path.replace(/upload-\d+$/, ''), method === 'POST' ? query : '', headers['content-range']].join(
    ' ',
  );
  const isFirst = !metOnce.has(name);
  metOnce.add(name);
  return isFirst;
}

function busy({ retryAfter, status }: NonNullable<Quirks['busy']>): Told {
  const after = { seconds: '2', date: new Date(Date.now() + 2000).toUTCString() };
  const told = page(status, 'Busy');
  return { ...told, headers: { ...told.headers, ...(retryAfter && { 'retry-after': after[retryAfter] }) } };
}

function answer(fake: Fake, seen: Asked): Told {
  const { quirks, door, uploads, storage } = fake;
  const isStranger = seen.headers.host?.startsWith('localhost') === true;
  if (seen.path === '/token') return door.issue(seen);
  if (isStranger) return elsewhere(fake, seen);
  const [, name = '', kind, rest = ''] =
    /^\/v2\/(?:(.+)\/(blobs|manifests|tags|referrers)\/(.*))?$/.exec(seen.path) ?? [];
  const refusal = door.refusal(seen, needsOf(seen, name, kind));
  if (refusal !== undefined) return refusal;
  if (name === '') return { status: 200, body: '{}' };
  if (kind === 'manifests') return inHtml(quirks, manifest(storage, name, rest, seen, quirks));
  if (kind === 'tags') return inHtml(quirks, tags(storage, name, seen, quirks));
  if (kind === 'referrers') return refused(404, 'UNSUPPORTED');
  if (rest === 'uploads/') return uploads.begin(seen, name);
  if (rest.startsWith('uploads/')) return uploads.continue(seen, name, rest.slice('uploads/'.length));
  return inHtml(quirks, blob(storage, name, rest, seen, quirks));
}

/** The same server under its other name: a storage host, which knows nobody. */
function elsewhere({ uploads, storage, leaks }: Fake, seen: Asked): Told {
  if (seen.headers.authorization !== undefined) leaks.push(seen.headers.authorization);
  const [, place, id = ''] = seen.path.split('/');
  if (place === 'elsewhere') return uploads.continue(seen, uploads.nameOf(id) ?? '', id);
  const bytes = storage.blobs.get(id);
  return bytes === undefined || seen.query !== 'signature=x' ? refused(404, 'NONE') : ranged(bytes, seen);
}

function needsOf({ method, parameters }: Asked, name: string, kind: string | undefined): string[] {
  if (kind === undefined) return [];
  const isReading = method === 'GET' || method === 'HEAD';
  const from = parameters.get('from');
  const needs = isReading ? [`${name}:pull`] : [`${name}:push`];
  return from === null ? needs : [...needs, `${from}:pull`];
}

function inHtml({ notFoundInHtml }: Quirks, told: Told): Told {
  return notFoundInHtml === true && told.status === 404 ? page(404, 'Not Found') : told;
}

function send(quirks: Quirks, request: IncomingMessage, response: ServerResponse, told: Told): void {
  const isHead = request.method === 'HEAD';
  const body = Buffer.from(told.body ?? '');
  const leavesOut = isHead && (quirks.headWithout === 'length' || quirks.headWithout === 'both');
  if (quirks.closes === true || quirks.withoutLengths === true) response.shouldKeepAlive = false;
  if (quirks.withoutLengths === true) response.useChunkedEncodingByDefault = false;
  const hasLength = !leavesOut && quirks.withoutLengths !== true && told.status !== 204;
  response.writeHead(told.status, { ...told.headers, ...(hasLength ? { 'content-length': body.length } : {}) });
  if (quirks.slow === true && !isHead && body.length > 0) drip(response, body, 0);
  else response.end(isHead ? undefined : body);
}

/** The first bytes come one by one; the rest at once, so that a test stays quick. */
function drip(response: ServerResponse, body: Buffer, at: number): void {
  if (at >= Math.min(body.length, 20)) {
    response.end(body.subarray(at));
    return;
  }
  response.write(body.subarray(at, at + 1));
  setImmediate(() => drip(response, body, at + 1));
}
