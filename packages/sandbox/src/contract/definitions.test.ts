import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, watch } from '../testing/call.ts';
import { aSandbox, type SandboxUnderTest } from '../testing.ts';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };

let sandbox: SandboxUnderTest;

beforeAll(async () => {
  sandbox = await aSandbox();
});

afterAll(() => sandbox.close());

interface WidgetDefinition {
  plural?: string;
  kind?: string;
  spec?: object;
  version?: object;
}

function definition({
  plural = 'widgets',
  kind = 'Widget',
  spec = { type: 'object' },
  version = {},
}: WidgetDefinition = {}) {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.example.com` },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural, kind },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec, status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
            },
          },
          ...version,
        },
      ],
    },
  };
}

function objects(plural = 'widgets'): string {
  return `/apis/example.com/v1/namespaces/default/${plural}`;
}

function object(name: string, spec: object, kind = 'Widget') {
  return { apiVersion: 'example.com/v1', kind, metadata: { name }, spec };
}

function merge(path: string, body: object) {
  return call(sandbox, path, { method: 'PATCH', contentType: 'application/merge-patch+json', body });
}

async function gone(path: string): Promise<void> {
  const { body } = await call(sandbox, definitions);
  const { resourceVersion } = body['metadata'] as { resourceVersion: string };
  const name = path.split('/').at(-1);
  if ((await call(sandbox, path)).status === 404) return;
  for await (const { type, object: seen } of watch(
    sandbox,
    `${definitions}?watch=true&resourceVersion=${resourceVersion}`,
  )) {
    if (type === 'DELETED' && seen.metadata['name'] === name) return;
  }
}

describe('a definition', () => {
  it('is served at once, in discovery and OpenAPI too, and is gone with all objects when it is deleted', async () => {
    await call(sandbox, definitions, { body: definition({ plural: 'brief', kind: 'Brief' }) });
    await call(sandbox, objects('brief'), { body: object('a', {}, 'Brief') });

    const discovered = await call(sandbox, '/apis/example.com/v1');
    const openApi = await call(sandbox, '/openapi/v3/apis/example.com/v1');
    const established = await call(sandbox, `${definitions}/brief.example.com`);

    expect(discovered.body['resources']).toContainEqual(expect.objectContaining({ name: 'brief', kind: 'Brief' }));
    expect(openApi.body).toMatchObject({
      components: { schemas: { 'com.example.v1.Brief': { 'x-kubernetes-group-version-kind': [{ kind: 'Brief' }] } } },
    });
    expect(established.body).toMatchObject({
      status: {
        conditions: [
          { type: 'NamesAccepted', status: 'True' },
          { type: 'Established', status: 'True' },
        ],
        storedVersions: ['v1'],
      },
    });

    await call(sandbox, `${definitions}/brief.example.com`, { method: 'DELETE' });
    await gone(`${definitions}/brief.example.com`);

    expect((await call(sandbox, objects('brief'))).status).toBe(404);
    await call(sandbox, definitions, { body: definition({ plural: 'brief', kind: 'Brief' }) });
    expect((await call(sandbox, objects('brief'))).body['items']).toEqual([]);
  });

  it('waits for objects that finalizers hold, and lets no more in', async () => {
    await call(sandbox, definitions, { body: definition({ plural: 'helds', kind: 'Held' }) });
    await call(sandbox, objects('helds'), {
      body: { ...object('a', {}, 'Held'), metadata: { name: 'a', finalizers: ['example.com/wait'] } },
    });

    await call(sandbox, `${definitions}/helds.example.com`, { method: 'DELETE' });
    const late = await call(sandbox, objects('helds'), { body: object('b', {}, 'Held') });
    await merge(`${objects('helds')}/a`, { metadata: { finalizers: null } });
    await gone(`${definitions}/helds.example.com`);

    expect(late.body).toMatchObject({
      code: 405,
      message: 'create not allowed while custom resource definition is terminating',
    });
  });

  it('does not get names that are taken', async () => {
    await call(sandbox, definitions, { body: definition({ plural: 'firsts', kind: 'Taken' }) });
    await call(sandbox, definitions, { body: definition({ plural: 'seconds', kind: 'Taken' }) });

    const { body } = await call(sandbox, `${definitions}/seconds.example.com`);

    expect(body).toMatchObject({
      status: {
        conditions: [
          {
            type: 'NamesAccepted',
            status: 'False',
            reason: 'ListKindConflict',
            message: '"TakenList" is already in use',
          },
          { type: 'Established', status: 'False', reason: 'NotAccepted' },
        ],
      },
    });
    expect((await call(sandbox, objects('seconds'))).status).toBe(404);
  });

  it.each([
    [
      'a name that is not its own',
      { ...definition({ plural: 'odd' }), metadata: { name: 'x.example.com' } },
      'must be spec.names.plural+"."+spec.group',
    ],
    [
      'no storage version',
      definition({ plural: 'odd', version: { storage: false } }),
      'must have exactly one version marked as storage version',
    ],
    [
      'no schema',
      definition({ plural: 'odd', version: { schema: {} } }),
      'is invalid: spec.versions[0].schema.openAPIV3Schema: Required value',
    ],
    [
      'a scope that there is not',
      { ...definition({ plural: 'odd' }), spec: { ...definition({ plural: 'odd' }).spec, scope: 'Somewhere' } },
      'is invalid: spec.scope: Unsupported value: "Somewhere": supported values: "Cluster", "Namespaced"',
    ],
    [
      'a schema that is not structural',
      definition({ plural: 'odd', spec: { items: { type: 'string' } } }),
      'spec.validation.openAPIV3Schema.properties[spec].type: Required value',
    ],
    [
      'a rule that does not compile',
      definition({ plural: 'odd', spec: { type: 'object', 'x-kubernetes-validations': [{ rule: 'self.' }] } }),
      'compilation failed',
    ],
  ])('with %s is refused', async (_, body, message) => {
    const answer = await call(sandbox, definitions, { body });

    expect(answer.status).toBe(422);
    expect(answer.body['message']).toContain(message);
  });

  it('keeps what its objects depend on', async () => {
    await call(sandbox, definitions, { body: definition({ plural: 'fixed', kind: 'Fixed' }) });

    const { body } = await merge(`${definitions}/fixed.example.com`, { spec: { scope: 'Cluster' } });

    expect(body['message']).toContain('spec.scope: Invalid value: "Cluster": field is immutable');
  });
});

describe('custom objects', () => {
  beforeAll(async () => {
    const spec = {
      type: 'object',
      required: ['color'],
      properties: {
        color: { type: 'string', enum: ['red', 'blue'] },
        replicas: { type: 'integer', default: 3 },
        min: { type: 'integer' },
      },
      'x-kubernetes-validations': [
        { rule: '!has(self.min) || self.min <= self.replicas', message: 'min is too large' },
      ],
    };
    const version = {
      subresources: {
        status: {},
        scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
      },
      additionalPrinterColumns: [{ name: 'Color', type: 'string', jsonPath: '.spec.color' }],
      selectableFields: [{ jsonPath: '.spec.color' }],
    };
    await call(sandbox, definitions, { body: definition({ spec, version }) });
  });

  it('are pruned, defaulted and validated', async () => {
    const made = await call(sandbox, objects(), { body: object('made', { color: 'red', unknown: 1 }) });
    const wrong = await call(sandbox, objects(), { body: object('wrong', { color: 'green' }) });
    const ruled = await call(sandbox, objects(), { body: object('ruled', { color: 'red', min: 9 }) });

    expect(made.body['spec']).toEqual({ color: 'red', replicas: 3 });
    expect(made.headers['warning']).toContain('unknown field');
    expect(wrong.body['message']).toBe(
      'Widget.example.com "wrong" is invalid: spec.color: Unsupported value: "green": supported values: "red", "blue"',
    );
    expect(ruled.body['message']).toContain('min is too large');
  });

  it('count the changes of their spec, and have their status behind a door of its own', async () => {
    await call(sandbox, objects(), { body: { ...object('counted', { color: 'red' }), status: { early: true } } });
    const path = `${objects()}/counted`;

    const spec = await merge(path, { spec: { color: 'blue' }, status: { ignored: true } });
    const status = await merge(`${path}/status`, { spec: { color: 'red' }, status: { replicas: 2 } });

    expect(spec.body).toMatchObject({ metadata: { generation: 2 }, spec: { color: 'blue' } });
    expect(spec.body).not.toHaveProperty('status');
    expect(status.body).toMatchObject({
      metadata: { generation: 2 },
      spec: { color: 'blue' },
      status: { replicas: 2 },
    });
  });

  it('scale', async () => {
    await call(sandbox, objects(), { body: object('scaled', { color: 'red' }) });
    const path = `${objects()}/scaled/scale`;

    const before = await call(sandbox, path);
    const after = await merge(path, { spec: { replicas: 7 } });

    expect(before.body).toMatchObject({ apiVersion: 'autoscaling/v1', kind: 'Scale', spec: { replicas: 3 } });
    expect(after.body).toMatchObject({ spec: { replicas: 7 } });
    expect((await call(sandbox, `${objects()}/scaled`)).body).toMatchObject({
      spec: { replicas: 7 },
      metadata: { generation: 2 },
    });
  });

  it('print their own columns', async () => {
    await call(sandbox, objects(), { body: object('printed', { color: 'blue' }) });

    const { body } = await call(sandbox, `${objects()}?fieldSelector=metadata.name%3Dprinted`, { headers: table });

    expect(body).toMatchObject({
      kind: 'Table',
      columnDefinitions: [{ name: 'Name' }, { name: 'Color' }],
      rows: [{ cells: ['printed', 'blue'] }],
    });
  });

  it('are selected by the fields that the definition names', async () => {
    const { body } = await call(sandbox, `${objects()}?fieldSelector=spec.color%3Dblue`);
    const refused = await call(sandbox, `${objects()}?fieldSelector=spec.replicas%3D3`);

    expect((body['items'] as { spec: { color: string } }[]).every(({ spec }) => spec.color === 'blue')).toBe(true);
    expect(refused.body['message']).toBe('field label not supported: spec.replicas');
  });

  it('are read with the defaults of a newer schema', async () => {
    await call(sandbox, definitions, { body: definition({ plural: 'olds', kind: 'Old' }) });
    await call(sandbox, objects('olds'), { body: object('a', {}, 'Old') });
    const spec = { type: 'object', properties: { size: { type: 'integer', default: 5 } } };
    const current = await call(sandbox, `${definitions}/olds.example.com`);
    const { resourceVersion } = current.body['metadata'] as { resourceVersion: string };
    const newer = definition({ plural: 'olds', kind: 'Old', spec });

    await call(sandbox, `${definitions}/olds.example.com`, {
      method: 'PUT',
      body: { ...newer, metadata: { ...newer.metadata, resourceVersion } },
    });

    expect((await call(sandbox, `${objects('olds')}/a`)).body).toMatchObject({
      spec: { size: 5 },
      metadata: { generation: 1 },
    });
  });

  it('are served in several versions', async () => {
    const twice = definition({ plural: 'twices', kind: 'Twice' });
    const [first] = twice.spec.versions;
    const body = { ...twice, spec: { ...twice.spec, versions: [first, { ...first, name: 'v2', storage: false }] } };
    await call(sandbox, definitions, { body });
    await call(sandbox, objects('twices'), { body: object('a', {}, 'Twice') });

    const { body: other } = await call(sandbox, '/apis/example.com/v2/namespaces/default/twices/a');

    expect(other).toMatchObject({ apiVersion: 'example.com/v2', metadata: { name: 'a' } });
  });

  it('are no place for a strategic patch', async () => {
    await call(sandbox, objects(), { body: object('plain', { color: 'red' }) });

    const { body } = await call(sandbox, `${objects()}/plain`, {
      method: 'PATCH',
      contentType: 'application/strategic-merge-patch+json',
      body: {},
    });

    expect(body).toMatchObject({ code: 415, reason: 'UnsupportedMediaType' });
  });
});
