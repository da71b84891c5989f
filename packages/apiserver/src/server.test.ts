import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure, type JsonObject, type KubernetesObject } from '@violet/machinery';
import { afterEach, describe, expect, it } from 'vitest';
import type { ApiBackend, ServedResource, WatchEvent } from './backend.ts';
import { createApiServer } from './server.ts';

const things: ServedResource = {
  group: 'example.com',
  version: 'v1',
  plural: 'things',
  singular: 'thing',
  kind: 'Thing',
  listKind: 'ThingList',
  namespaced: true,
  shortNames: ['th'],
  categories: ['all'],
  verbs: ['create', 'get', 'list', 'watch', 'update', 'patch', 'delete'],
  subresources: [
    { name: 'status', group: 'example.com', version: 'v1', kind: 'Thing', verbs: ['get', 'patch', 'update'] },
  ],
  columns: [{ name: 'Name', type: 'string', format: 'name', priority: 0, cell: ({ metadata }) => metadata.name ?? '' }],
  definitionName: 'com.example.v1.Thing',
};

const thing: KubernetesObject = {
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name: 'x', namespace: 'ns', resourceVersion: '7' },
};

/** A backend with one thing in it. */
const backend: ApiBackend = {
  resources: () => [things],
  unready: () => undefined,
  authorize: async ({ verb }, { user }) =>
    user.username === 'reader' && !['get', 'list', 'watch'].includes(verb) ? 'read only' : undefined,
  get: async () => thing,
  list: async () => ({ items: [thing], resourceVersion: '9', continue: 'more', remainingItemCount: 2 }),
  watch: async () => events([]),
  create: async (_, object) => ({ object, created: true, warnings: ['old "field"'] }),
  update: async (_, object) => ({ object, created: false, warnings: [] }),
  patch: async (_, type, patch) => ({ object: { ...thing, spec: { type, patch } }, created: false, warnings: [] }),
  delete: async () => ({ deleted: thing }),
  deleteCollection: async () => ({ items: [], resourceVersion: '9' }),
};

async function* events(list: WatchEvent[]): AsyncGenerator<WatchEvent> {
  yield* list;
}

const things1 = '/apis/example.com/v1/namespaces/ns/things';
let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Sent {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

async function open(
  path: string,
  { method = 'GET', body, headers = {} }: Sent,
  changes: Partial<ApiBackend>,
): Promise<IncomingMessage> {
  const users = new Map(['admin', 'reader'].map((username) => [username, { username, groups: [] }]));
  const handler = createApiServer({
    backend: { ...backend, ...changes },
    authenticators: [async ({ bearerToken = '' }) => users.get(bearerToken)],
    version: { major: '1', minor: '34', gitVersion: 'v1.34.0' },
  });
  server = createServer(handler);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const text = body === undefined || typeof body === 'string' ? (body ?? '') : JSON.stringify(body);
    const sent = { authorization: 'Bearer admin', 'content-length': String(Buffer.byteLength(text)), ...headers };
    const request = httpRequest({ port, host: '127.0.0.1', path, method, headers: sent }, resolve);
    request.on('error', reject);
    request.end(text);
  });
}

async function ask(path: string, sent: Sent = {}, changes: Partial<ApiBackend> = {}) {
  const response = await open(path, sent, changes);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const isJson =
    !path.includes('watch=') &&
    response.headers['content-type']?.includes('json') &&
    response.headers['content-encoding'] === undefined;
  return {
    status: response.statusCode,
    headers: response.headers,
    bytes,
    body: (isJson ? JSON.parse(bytes.toString()) : {}) as JsonObject,
  };
}

describe('a version that is to go', () => {
  const old = { resources: () => [{ ...things, deprecationWarning: 'v1 Thing is deprecated' }] };

  it.each([
    ['that reads', `${things1}/x`, {}, ['299 - "v1 Thing is deprecated"']],
    ['that lists', things1, {}, ['299 - "v1 Thing is deprecated"']],
    ['that watches', `${things1}?watch=true`, {}, ['299 - "v1 Thing is deprecated"']],
    [
      'that writes',
      things1,
      { method: 'POST', body: thing, headers: { 'content-type': 'application/json' } },
      ['299 - "v1 Thing is deprecated"', '299 - "old \\"field\\""'],
    ],
  ])('warns in every answer: one %s', async (_, path, sent, warnings) => {
    const { headers } = await ask(path, sent, old);

    expect(headers['warning']).toBe(warnings.join(', '));
  });

  it('warns also of what is not there', async () => {
    const get = async () => {
      throw new Failure('NotFound', 'gone');
    };

    const { status, headers } = await ask(`${things1}/y`, {}, { ...old, get });

    expect([status, headers['warning']]).toEqual([404, '299 - "v1 Thing is deprecated"']);
  });
});

it('shows a subresource in a Table of its own', async () => {
  const column = { name: 'Desired', type: 'integer' as const, priority: 0, cell: () => 3 };
  const scale = { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get' as const] };
  const resources = () => [{ ...things, subresources: [{ ...scale, columns: [column] }] }];
  const accept = 'application/json;as=Table;g=meta.k8s.io;v=v1';

  const { body } = await ask(`${things1}/x/scale`, { headers: { accept } }, { resources });

  expect(body).toMatchObject({ columnDefinitions: [{ name: 'Desired' }], rows: [{ cells: [3] }] });
});

it('answers a raw subresource with its bytes', async () => {
  const icon = { name: 'icon', group: 'example.com', version: 'v1', kind: 'Thing', verbs: ['get' as const] };
  const resources = () => [{ ...things, subresources: [{ ...icon, raw: true as const }] }];
  const getRaw: ApiBackend['getRaw'] = async ({ name }, { headers }) => ({
    code: 200,
    contentType: 'image/png',
    bytes: Buffer.from(`${name} ${headers['if-none-match']}`),
    headers: { etag: '"1"' },
  });

  const headers = { accept: 'image/png', 'if-none-match': '"0"' };
  const answer = await ask(`${things1}/x/icon`, { headers }, { resources, getRaw });

  expect(answer.bytes.toString()).toBe('x "0"');
  expect(answer.headers).toMatchObject({ 'content-type': 'image/png', etag: '"1"' });
});

it('indents its version, for those who read it line by line', async () => {
  expect((await ask('/version')).bytes.toString()).toContain('\n  "major": "1",\n');
});

describe('the paths of a server', () => {
  it.each([
    ['/version', { gitVersion: 'v1.34.0' }],
    ['/api', { kind: 'APIVersions' }],
    ['/apis', { kind: 'APIGroupList', groups: [{ name: 'example.com', preferredVersion: { version: 'v1' } }] }],
    ['/apis/example.com', { kind: 'APIGroup' }],
    [
      '/apis/example.com/v1',
      { kind: 'APIResourceList', resources: [{ name: 'things', shortNames: ['th'] }, { name: 'things/status' }] },
    ],
    [
      things1,
      {
        kind: 'ThingList',
        metadata: { resourceVersion: '9', continue: 'more', remainingItemCount: 2 },
        items: [thing],
      },
    ],
    [`${things1}/x`, thing],
    [`${things1}/x/status`, thing],
  ])('%s', async (path, expected) => {
    const { status, body } = await ask(path);

    expect(status).toBe(200);
    expect(body).toMatchObject(expected);
  });

  it.each(['v2', 'v2beta1'])('answer with aggregated discovery %s', async (version) => {
    const accept = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList,application/json`;

    const { headers, body } = await ask('/apis', { headers: { accept } });

    expect(headers['content-type']).toBe(
      `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    );
    expect(body).toMatchObject({
      apiVersion: `apidiscovery.k8s.io/${version}`,
      items: [{ versions: [{ resources: [{ resource: 'things' }] }] }],
    });
  });

  it.each([
    '/nope',
    '/apis/other',
    '/apis/example.com/v2',
    '/apis/example.com/v1/nope',
    `${things1}/x/nope`,
    `${things1}/x/status/y`,
    '/openapi/v3/apis/other/v1',
  ])('%s is not there', async (path) => {
    expect((await ask(path)).body).toMatchObject({
      code: 404,
      message: 'the server could not find the requested resource',
    });
  });

  it('say whether it is ready', async () => {
    expect((await ask('/readyz')).bytes.toString()).toBe('ok');
    expect((await ask('/readyz', {}, { unready: () => 'disk full' })).status).toBe(500);
    expect((await ask('/livez', {}, { unready: () => 'disk full' })).status).toBe(200);
  });
});

describe('who asks', () => {
  it('is anonymous without credentials and nobody with unknown ones', async () => {
    let username = '';
    const authorize: ApiBackend['authorize'] = async (_, { user }) => {
      username = user.username;
      return undefined;
    };

    await ask('/version', { headers: { authorization: '' } }, { authorize });
    const unknown = await ask('/version', { headers: { authorization: 'Bearer nobody' } });

    expect(username).toBe('system:anonymous');
    expect(unknown.body).toMatchObject({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
  });

  it('is refused with what, where and why', async () => {
    const { body } = await ask(`${things1}/x`, { method: 'DELETE', headers: { authorization: 'Bearer reader' } });

    expect(body).toMatchObject({
      code: 403,
      message:
        'things.example.com "x" is forbidden: User "reader" cannot delete resource "things" in API group "example.com" in the namespace "ns": read only',
    });
  });

  it.each([
    ['/api/v1/namespaces/ns/nothings/x', 'nothings "x" is forbidden: User "reader" cannot get resource "nothings"'],
    ['/apis/none.example.com/v1/nothings', 'nothings.none.example.com is forbidden: User "reader" cannot list'],
  ])('is refused where there is no such resource, too: %s', async (path, message) => {
    const headers = { authorization: 'Bearer reader' };

    const refused = await ask(path, { headers }, { authorize: async () => '' });
    const allowed = await ask(path, { headers }, { authorize: async () => undefined });

    expect(refused.body).toMatchObject({ code: 403, message: expect.stringContaining(message) });
    expect(allowed.body).toMatchObject({ code: 404 });
  });

  it('may act as another where that is allowed', async () => {
    const asked: string[] = [];
    const authorize: ApiBackend['authorize'] = async ({ verb, resource, name }, { user }) => {
      asked.push(`${user.username} ${verb} ${resource} ${name}`);
      return user.username === 'reader' ? '' : undefined;
    };
    const headers = { 'impersonate-user': 'bob', 'impersonate-group': 'ops' };

    await ask(`${things1}/x`, { headers }, { authorize });
    const refused = await ask(
      `${things1}/x`,
      { headers: { ...headers, authorization: 'Bearer reader' } },
      { authorize },
    );

    expect(asked.slice(0, 3)).toEqual([
      'admin impersonate users bob',
      'admin impersonate groups ops',
      'bob get things x',
    ]);
    expect(refused.body['message']).toBe(
      'users "bob" is forbidden: User "reader" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
  });
});

describe('writing', () => {
  it('answers a create with 201 and warnings', async () => {
    const { status, headers, body } = await ask(things1, { method: 'POST', body: thing });

    expect(status).toBe(201);
    expect(headers['warning']).toBe('299 - "old \\"field\\""');
    expect(body).toEqual(thing);
  });

  it.each([
    ['json', 'application/json-patch+json', '[]', []],
    ['merge', 'application/merge-patch+json', '{}', {}],
    ['strategic', 'application/strategic-merge-patch+json; charset=utf-8', '{}', {}],
    ['apply', 'application/apply-patch+yaml', 'a: {b: c}', { a: { b: 'c' } }],
  ])('knows a %s patch by its media type', async (type, contentType, body, patch) => {
    const answer = await ask(`${things1}/x?fieldManager=me`, {
      method: 'PATCH',
      headers: { 'content-type': contentType },
      body,
    });

    expect(answer.body).toMatchObject({ spec: { type, patch } });
  });

  it.each([
    ['POST', things1, 'application/json', 'no JSON', 400, 'the object provided is unrecognized'],
    ['POST', things1, 'application/json', '[]', 400, 'must be a Kubernetes object'],
    ['POST', things1, 'text/plain', 'x', 415, 'accepted media types include: application/json'],
    [
      'POST',
      `${things1}?fieldValidation=Strict`,
      'application/json',
      '{"a":1,"a":2}',
      400,
      'Thing in version "v1" cannot be handled as a Thing: strict decoding error: duplicate field "a"',
    ],
    [
      'POST',
      `${things1}?dryRun=maybe`,
      'application/json',
      '{}',
      422,
      'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["maybe"]: supported values: "All"',
    ],
    [
      'PUT',
      `${things1}/x?fieldValidation=Sometimes`,
      'application/json',
      '{}',
      422,
      'UpdateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "Sometimes": supported values: "", "Ignore", "Strict", "Warn"',
    ],
    ['PATCH', `${things1}/x`, 'text/plain', '{}', 415, 'application/apply-patch+yaml'],
    [
      'PATCH',
      `${things1}/x`,
      'application/apply-patch+yaml',
      '{}',
      400,
      'fieldManager: Required value: is required for apply patch',
    ],
    [
      'PATCH',
      `${things1}/x?force=true`,
      'application/merge-patch+json',
      '{}',
      400,
      'force: Forbidden: may not be specified for non-apply patch',
    ],
    [
      'POST',
      `${things1}/x`,
      'application/json',
      '{}',
      405,
      'the server does not allow this method on the requested resource',
    ],
    ['DELETE', '/version', 'application/json', '', 405, 'the server does not allow this method'],
  ])('%s %s as %s with %s is refused', async (method, path, contentType, body, status, message) => {
    const answer = await ask(path, { method, headers: { 'content-type': contentType }, body });

    expect(answer.status).toBe(status);
    expect(answer.body['message']).toContain(message);
  });

  it('refuses a body above three mebibytes', async () => {
    const { body } = await ask(things1, { method: 'POST', body: { ...thing, data: 'x'.repeat(3 * 1024 * 1024) } });

    expect(body).toMatchObject({ code: 413, message: 'Request entity too large: limit is 3145728' });
  });

  it('tells of a bug of ours without its text', async () => {
    const { body } = await ask(`${things1}/x`, {}, { get: () => Promise.reject(new Error('secret path')) });

    expect(body).toMatchObject({ code: 500, reason: 'InternalError' });
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('answers a deletion with the object while it remains, else with Success', async () => {
    const gone = await ask(`${things1}/x`, { method: 'DELETE' });
    const held = await ask(
      `${things1}/x`,
      { method: 'DELETE' },
      { delete: async () => ({ object: thing, deleted: thing }) },
    );

    expect(gone.body).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name: 'x', group: 'example.com', kind: 'things' },
    });
    expect(held.body).toEqual(thing);
  });

  it('takes options of a deletion from the body or the query', async () => {
    const asked: object[] = [];
    const remember: Partial<ApiBackend> = {
      delete: async (_, options) => {
        asked.push(options);
        return { deleted: thing };
      },
    };

    await ask(
      `${things1}/x`,
      { method: 'DELETE', body: { propagationPolicy: 'Orphan', preconditions: { uid: 'u' }, dryRun: ['All'] } },
      remember,
    );
    await ask(`${things1}/x?propagationPolicy=Foreground&gracePeriodSeconds=0`, { method: 'DELETE' }, remember);

    expect(asked).toEqual([
      { dryRun: true, propagationPolicy: 'Orphan', preconditions: { uid: 'u' } },
      { dryRun: false, propagationPolicy: 'Foreground', gracePeriodSeconds: 0 },
    ]);
  });
});

describe('reading', () => {
  it('shows tables and metadata where the client asks for them', async () => {
    const as = (kind: string) => ({ headers: { accept: `application/json;as=${kind};g=meta.k8s.io;v=v1` } });

    expect((await ask(things1, as('Table'))).body).toMatchObject({
      kind: 'Table',
      columnDefinitions: [{ name: 'Name' }],
      rows: [{ cells: ['x'], object: { kind: 'PartialObjectMetadata' } }],
    });
    expect((await ask(`${things1}?includeObject=None`, as('Table'))).body).toMatchObject({
      rows: [{ cells: ['x'], object: null }],
    });
    expect((await ask(things1, as('PartialObjectMetadataList'))).body).toMatchObject({
      kind: 'PartialObjectMetadataList',
      items: [{ kind: 'PartialObjectMetadata', metadata: { name: 'x' } }],
    });
  });

  it('compresses large answers for those who can read that', async () => {
    const list = async () => ({ items: Array.from({ length: 3000 }, () => thing), resourceVersion: '1' });

    const zipped = await ask(things1, { headers: { 'accept-encoding': 'gzip' } }, { list });
    const plain = await ask(things1, {}, { list });
    const refused = await ask(things1, { headers: { 'accept-encoding': 'gzip;q=0' } }, { list });

    expect(refused.headers['content-encoding']).toBeUndefined();
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.bytes.length).toBeLessThan(plain.bytes.length / 10);
  });
});

describe('watching', () => {
  const added: WatchEvent = { type: 'ADDED', object: thing };

  it('sends its headers before there is any event', async () => {
    const silent = async function* (): AsyncGenerator<WatchEvent> {
      await new Promise(() => {});
    };

    const response = await open(`${things1}?watch=true`, {}, { watch: async () => silent() });

    expect(response.statusCode).toBe(200);
    response.destroy();
  });

  it('writes one line for each event, bookmarks and failures too', async () => {
    const list = async function* (): AsyncGenerator<WatchEvent> {
      yield* [added, { type: 'BOOKMARK', resourceVersion: '8', initialEventsEnd: true }] satisfies WatchEvent[];
      throw new Failure('Expired', 'too old resource version: 1 (5)');
    };

    const { bytes } = await ask(`${things1}?watch=1`, {}, { watch: async () => list() });

    const frames = bytes
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(frames).toEqual([
      added,
      {
        type: 'BOOKMARK',
        object: {
          kind: 'Thing',
          apiVersion: 'example.com/v1',
          metadata: { resourceVersion: '8', annotations: { 'k8s.io/initial-events-end': 'true' } },
        },
      },
      { type: 'ERROR', object: expect.objectContaining({ code: 410, reason: 'Expired' }) },
    ]);
  });
});

describe('the time that a request may take', () => {
  const never = new Promise<never>(() => undefined);

  it('is what it says, and then the answer is Timeout', async () => {
    let gone: AbortSignal | undefined;
    const get: ApiBackend['get'] = (_target, { signal }) => {
      gone = signal;
      return never;
    };

    const { status, body } = await ask(`${things1}/x?timeout=20ms`, {}, { get });

    expect(status).toBe(504);
    expect(body).toMatchObject({
      reason: 'Timeout',
      message: 'Timeout: request did not complete within the allotted timeout',
    });
    expect(gone?.aborted).toBe(true);
  });

  it.each([
    ['abc', 'time: invalid duration "abc"'],
    ['5', 'time: missing unit in duration "5"'],
  ])('is a duration, not %s', async (timeout, why) => {
    const { status, body } = await ask(`${things1}?timeout=${timeout}`);

    expect(status).toBe(400);
    expect(body).toMatchObject({ message: `invalid timeout specified in the request URL - ${why}` });
  });

  it.each(['0s', '-1s', '100h'])('is a minute for %s', async (timeout) => {
    expect((await ask(`${things1}/x?timeout=${timeout}`)).status).toBe(200);
  });

  it('does not count for a watch', async () => {
    expect((await ask(`${things1}?watch=true&timeout=abc`)).status).toBe(200);
  });
});
