import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, watch } from '../testing/call.ts';
import { aSandbox, type SandboxUnderTest } from '../testing.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';

let sandbox: SandboxUnderTest;

beforeAll(async () => {
  sandbox = await aSandbox();
});

afterAll(() => sandbox.close());

function configMap(name: string, rest: object = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...rest };
}

describe('creating', () => {
  it('fills in what only the server knows', async () => {
    const { status, body } = await call(sandbox, configMaps, { body: configMap('made', { data: { a: 'b' } }) });

    expect(status).toBe(201);
    expect(body['metadata']).toMatchObject({
      name: 'made',
      namespace: 'default',
      uid: expect.any(String),
      resourceVersion: expect.any(String),
    });
  });

  it('makes a name from generateName', async () => {
    const { body } = await call(sandbox, configMaps, {
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'some-' } },
    });

    expect(body).toMatchObject({
      metadata: { name: expect.stringMatching(/^some-[a-z0-9]{5}$/), generateName: 'some-' },
    });
  });

  it('with dryRun stores nothing', async () => {
    const { status } = await call(sandbox, `${configMaps}?dryRun=All`, { body: configMap('dry') });

    expect(status).toBe(201);
    expect((await call(sandbox, `${configMaps}/dry`)).status).toBe(404);
  });

  it.each([
    ['twice', configMap('made'), 409, 'configmaps "made" already exists'],
    [
      'under a bad name',
      configMap('Bad_Name'),
      422,
      'ConfigMap "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of',
    ],
    [
      'without a name',
      { apiVersion: 'v1', kind: 'ConfigMap' },
      422,
      'metadata.name: Required value: name or generateName is required',
    ],
    [
      'with a version',
      configMap('v', { metadata: { name: 'v', resourceVersion: '5' } }),
      400,
      'resourceVersion should not be set on objects to be created',
    ],
    [
      'of another kind',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } },
      400,
      'cannot be handled as a ConfigMap',
    ],
    [
      'of another version',
      { apiVersion: 'v2', kind: 'ConfigMap', metadata: { name: 'x' } },
      400,
      'does not match the expected API version',
    ],
    [
      'for another namespace',
      configMap('x', { metadata: { name: 'x', namespace: 'other' } }),
      400,
      'does not match the namespace sent on the request',
    ],
  ])('%s is refused', async (_, body, status, message) => {
    const answer = await call(sandbox, configMaps, { body });

    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ kind: 'Status', message: expect.stringContaining(message) });
  });

  it('of a kind without namespaces loses the one that it names', async () => {
    const metadata = { name: 'lost', namespace: 'default' };
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata, rules: [] };

    const answer = await call(sandbox, '/apis/rbac.authorization.k8s.io/v1/clusterroles', { body: role });

    expect(answer).toMatchObject({ status: 201, body: { metadata: { name: 'lost' } } });
    expect(answer.body).not.toHaveProperty('metadata.namespace');
  });

  it('needs a namespace that is there and stays', async () => {
    await call(sandbox, '/api/v1/namespaces', {
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'going' } },
    });
    await call(sandbox, '/api/v1/namespaces/going', { method: 'DELETE' });

    const missing = await call(sandbox, '/api/v1/namespaces/nope/configmaps', { body: configMap('x') });
    const going = await call(sandbox, '/api/v1/namespaces/going/configmaps', { body: configMap('x') });

    expect(missing.body).toMatchObject({ code: 404, message: 'namespaces "nope" not found' });
    expect(going.body).toMatchObject({
      code: 403,
      message:
        'configmaps "x" is forbidden: unable to create new content in namespace going because it is being terminated',
      details: { causes: [{ reason: 'NamespaceTerminating' }] },
    });
  });

  it('warns of unknown fields or refuses them, as the client wishes', async () => {
    const body = configMap('odd', { dta: {} });

    const warned = await call(sandbox, configMaps, { body });
    const refused = await call(sandbox, `${configMaps}?fieldValidation=Strict`, { body });

    expect(warned.headers['warning']).toBe('299 - "unknown field \\"dta\\""');
    expect(refused.body).toMatchObject({
      code: 400,
      message: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dta"',
    });
  });
});

describe('changing', () => {
  it('refuses an outdated version and takes none as whatever is there', async () => {
    const created = await call(sandbox, configMaps, { body: configMap('changed') });
    const { resourceVersion } = created.body['metadata'] as { resourceVersion: string };
    const put = (metadata: object, data: object) =>
      call(sandbox, `${configMaps}/changed`, {
        method: 'PUT',
        body: configMap('changed', { metadata: { name: 'changed', ...metadata }, data }),
      });

    expect((await put({ resourceVersion }, { a: '1' })).status).toBe(200);
    expect((await put({}, { a: '2' })).status).toBe(200);
    expect((await put({ resourceVersion }, { a: '3' })).body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "changed": the object has been modified; please apply your changes to the latest version and try again',
    });
  });

  it('nothing keeps the version', async () => {
    const created = await call(sandbox, configMaps, { body: configMap('same', { data: { a: 'b' } }) });
    const again = await call(sandbox, `${configMaps}/same`, {
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      body: { data: { a: 'b' } },
    });

    expect(again.body['metadata']).toEqual(created.body['metadata']);
  });

  it.each([
    ['application/merge-patch+json', { data: { b: null, c: '3' } }, { a: '1', c: '3' }],
    ['application/strategic-merge-patch+json', { data: { b: null, c: '3' } }, { a: '1', c: '3' }],
    ['application/json-patch+json', [{ op: 'replace', path: '/data/a', value: '9' }], { a: '9', b: '2' }],
  ])('by %s', async (contentType, patch, data) => {
    const name = `patched-${contentType.replace(/\W+/g, '-')}`;
    await call(sandbox, configMaps, { body: configMap(name, { data: { a: '1', b: '2' } }) });

    const { body } = await call(sandbox, `${configMaps}/${name}`, { method: 'PATCH', contentType, body: patch });

    expect(body['data']).toEqual(data);
  });

  it('by many at once loses nothing', async () => {
    await call(sandbox, configMaps, { body: configMap('crowded', { data: {} }) });
    const patches = Array.from({ length: 30 }, (_, n) => ({ data: { [`key${n}`]: String(n) } }));

    await Promise.all(
      patches.map((body) =>
        call(sandbox, `${configMaps}/crowded`, { method: 'PATCH', contentType: 'application/merge-patch+json', body }),
      ),
    );

    const { body } = await call(sandbox, `${configMaps}/crowded`);
    expect(Object.keys(body['data'] as object)).toHaveLength(30);
  });

  it('by server-side apply creates, owns and contests fields', async () => {
    const apply = (manager: string, value: string, force = false) =>
      call(sandbox, `${configMaps}/applied?fieldManager=${manager}${force ? '&force=true' : ''}`, {
        method: 'PATCH',
        contentType: 'application/apply-patch+yaml',
        body: `apiVersion: v1\nkind: ConfigMap\ndata:\n  a: "${value}"\n`,
      });

    expect((await apply('one', '1')).status).toBe(201);
    expect((await apply('two', '2')).body).toMatchObject({
      code: 409,
      message: expect.stringContaining('conflict with "one": .data.a'),
    });
    expect((await apply('two', '2', true)).body).toMatchObject({
      data: { a: '2' },
      metadata: { managedFields: [{ manager: 'two', operation: 'Apply' }] },
    });
  });
});

describe('deleting', () => {
  it('waits for finalizers', async () => {
    const path = `${configMaps}/held`;
    await call(sandbox, configMaps, {
      body: configMap('held', { metadata: { name: 'held', finalizers: ['example.com/wait'] } }),
    });

    const marked = await call(sandbox, path, { method: 'DELETE' });
    const more = await call(sandbox, path, {
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      body: { metadata: { finalizers: ['a.b/c', 'example.com/wait'] } },
    });
    await call(sandbox, path, {
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      body: { metadata: { finalizers: null } },
    });

    expect(marked.body).toMatchObject({ kind: 'ConfigMap', metadata: { deletionTimestamp: expect.any(String) } });
    expect(more.body).toMatchObject({
      code: 422,
      message: expect.stringContaining('no new finalizers can be added if the object is being deleted'),
    });
    expect((await call(sandbox, path)).status).toBe(404);
  });

  it('checks preconditions', async () => {
    await call(sandbox, configMaps, { body: configMap('sure') });

    const refused = await call(sandbox, `${configMaps}/sure`, {
      method: 'DELETE',
      body: { preconditions: { uid: 'other' } },
    });

    expect(refused.body).toMatchObject({
      code: 409,
      message: expect.stringContaining('Precondition failed: UID in precondition: other'),
    });
  });

  it('writes down what becomes of the dependents', async () => {
    for (const [name, propagationPolicy, finalizers] of [
      ['orphaning', 'Orphan', ['orphan']],
      ['foreground', 'Foreground', ['foregroundDeletion']],
    ]) {
      await call(sandbox, configMaps, { body: configMap(String(name)) });
      const { body } = await call(sandbox, `${configMaps}/${name}?propagationPolicy=${propagationPolicy}`, {
        method: 'DELETE',
      });
      expect(body).toMatchObject({ metadata: { finalizers } });
    }
  });

  it('a collection takes what a selector matches', async () => {
    for (const name of ['x1', 'x2'])
      await call(sandbox, configMaps, { body: configMap(name, { metadata: { name, labels: { sweep: 'yes' } } }) });

    const { body } = await call(sandbox, `${configMaps}?labelSelector=sweep%3Dyes`, { method: 'DELETE' });

    expect((body['items'] as unknown[]).length).toBe(2);
    expect((await call(sandbox, `${configMaps}/x1`)).status).toBe(404);
  });

  it('gives a Pod on a node its grace period', async () => {
    const pods = '/api/v1/namespaces/default/pods';
    const spec = { containers: [{ name: 'c', image: 'i' }], nodeName: 'n1' };
    await call(sandbox, pods, { body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec } });

    const first = await call(sandbox, `${pods}/p`, { method: 'DELETE' });
    const now = await call(sandbox, `${pods}/p?gracePeriodSeconds=0`, { method: 'DELETE' });

    expect(first.body).toMatchObject({ kind: 'Pod', metadata: { deletionGracePeriodSeconds: 30 } });
    expect(now.status).toBe(200);
    expect((await call(sandbox, `${pods}/p`)).status).toBe(404);
  });
});

describe('listing', () => {
  it('in pages shows one moment, whatever happens meanwhile', async () => {
    const secrets = '/api/v1/namespaces/kube-public/secrets';
    const secret = (name: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name } });
    for (const name of ['a', 'b', 'c', 'd']) await call(sandbox, secrets, { body: secret(name) });

    const first = await call(sandbox, `${secrets}?limit=2`);
    await call(sandbox, secrets, { body: secret('bb') });
    await call(sandbox, `${secrets}/d`, { method: 'DELETE' });
    const { continue: token, remainingItemCount } = first.body['metadata'] as {
      continue: string;
      remainingItemCount: number;
    };
    const second = await call(sandbox, `${secrets}?limit=2&continue=${token}`);

    expect(remainingItemCount).toBe(2);
    expect(namesOf(first.body)).toEqual(['a', 'b']);
    expect(namesOf(second.body)).toEqual(['c', 'd']);
  });

  it.each([
    ['fieldSelector=metadata.foo%3Dx', 400, 'is not a known field selector: only'],
    ['labelSelector=a+in+(b', 400, 'unable to parse requirement'],
    ['resourceVersion=999999999', 504, 'Too large resource version: 999999999'],
    ['resourceVersion=x', 400, 'invalid resource version'],
    ['continue=x', 400, 'continue key is not valid'],
    ['limit=x', 400, 'is not a whole number'],
  ])('refuses ?%s', async (query, status, message) => {
    const answer = await call(sandbox, `${configMaps}?${query}`);

    expect(answer.status).toBe(status);
    expect(answer.body['message']).toContain(message);
  });
});

describe('watching', () => {
  it('follows a list without a gap, and sees objects come to and leave a selector', async () => {
    const path = '/api/v1/namespaces/kube-system/configmaps';
    const { body } = await call(sandbox, path);
    const { resourceVersion } = body['metadata'] as { resourceVersion: string };
    const merge = (labels: object) =>
      call(sandbox, `${path}/seen`, {
        method: 'PATCH',
        contentType: 'application/merge-patch+json',
        body: { metadata: { labels } },
      });
    await call(sandbox, path, { body: configMap('seen', { metadata: { name: 'seen', labels: { app: 'x' } } }) });
    await merge({ other: 'y' });
    await merge({ app: null });
    await merge({ app: 'x' });
    await call(sandbox, `${path}/seen`, { method: 'DELETE' });

    const types: string[] = [];
    for await (const { type } of watch(
      sandbox,
      `${path}?watch=true&labelSelector=app%3Dx&resourceVersion=${resourceVersion}`,
    )) {
      types.push(type);
      if (types.length === 5) break;
    }

    expect(types).toEqual(['ADDED', 'MODIFIED', 'DELETED', 'ADDED', 'DELETED']);
  });

  it('can begin with all objects and say when it has told them', async () => {
    const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const frames: string[] = [];
    for await (const { type, object } of watch(sandbox, `/api/v1/namespaces?${query}`)) {
      frames.push(type);
      if (type !== 'BOOKMARK') continue;
      expect(object.metadata['annotations']).toEqual({ 'k8s.io/initial-events-end': 'true' });
      break;
    }

    expect(frames.length).toBeGreaterThan(4);
    expect(new Set(frames.slice(0, -1))).toEqual(new Set(['ADDED']));
  });

  it('ends with Expired for a version from before the history', async () => {
    const young = await aSandbox({ dataFile: sandbox.dataFile.replace('cluster.db', 'young.db') });
    await call(young, configMaps, { body: configMap('a') });
    await young.close();
    const restarted = await aSandbox({ dataFile: young.dataFile });

    const frames = watch(restarted, `${configMaps}?watch=true&resourceVersion=1`);
    const { value: frame } = await frames.next();

    expect(frame).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    await restarted.close();
  });

  it('prints as a table', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    for await (const { object } of watch(sandbox, '/api/v1/namespaces?watch=true', { accept })) {
      expect(object).toMatchObject({
        kind: 'Table',
        columnDefinitions: [{ name: 'Name' }, { name: 'Status' }, { name: 'Age' }],
      });
      break;
    }
  });
});

function namesOf(list: Record<string, unknown>): (string | undefined)[] {
  return (list['items'] as { metadata: { name?: string } }[]).map(({ metadata }) => metadata.name);
}
