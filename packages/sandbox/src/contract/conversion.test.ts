import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority, issueServerCertificate } from '@violet/controller';
import type { JsonObject } from '@violet/machinery';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, watch } from '../testing/call.ts';
import { aSandbox, type SandboxUnderTest } from '../testing.ts';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const widgets = (version: string) => `/apis/example.com/${version}/namespaces/default/widgets`;

let sandbox: SandboxUnderTest;
let server: Server;
let url: string;
let caBundle: string;
let reviews: { uid: string; desiredAPIVersion: string; objects: JsonObject[] }[];
/** What of the webhook's answer is otherwise than it should be. */
let wrong: (response: JsonObject) => JsonObject;

beforeAll(async () => {
  sandbox = await aSandbox();
  const authority = await createAuthority({ commonName: 'webhooks' });
  const hosts = ['127.0.0.1'];
  const { key, certificate: cert } = await issueServerCertificate(authority, { commonName: 'conversion', hosts });
  caBundle = Buffer.from(authority.certificate).toString('base64');
  server = createServer({ key, cert }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => response.end(JSON.stringify(answer(JSON.parse(Buffer.concat(chunks).toString())))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/convert`;
  expect((await call(sandbox, definitions, { body: definition({ clientConfig: { url, caBundle } }) })).status).toBe(
    201,
  );
});
afterAll(async () => {
  server.close();
  await sandbox.close();
});
beforeEach(() => {
  reviews = [];
  wrong = (response) => response;
});

/** v1 has `spec.size`, v2 has `spec.width` instead. */
function answer({ request }: { request: (typeof reviews)[number] }): JsonObject {
  reviews.push(request);
  const { uid, desiredAPIVersion } = request;
  const convertedObjects = request.objects.map((object) => {
    const { size, width } = object['spec'] as { size?: number; width?: number };
    const spec = desiredAPIVersion.endsWith('v1') ? { size: size ?? width ?? 0 } : { width: width ?? size ?? 0 };
    return { ...object, apiVersion: desiredAPIVersion, spec };
  });
  const response = wrong({ uid, result: { status: 'Success' }, convertedObjects });
  return { apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', response };
}

function definition(webhook: object, strategy = 'Webhook') {
  const version = (name: string, storage: boolean, field: string) => ({
    name,
    served: true,
    storage,
    schema: {
      openAPIV3Schema: {
        type: 'object',
        properties: { spec: { type: 'object', properties: { [field]: { type: 'integer' } } } },
      },
    },
  });
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [version('v1', true, 'size'), version('v2', false, 'width')],
      conversion: { strategy, webhook: { conversionReviewVersions: ['v1'], ...webhook } },
    },
  };
}

async function create(name: string, version: string, spec: object) {
  const body = { apiVersion: `example.com/${version}`, kind: 'Widget', metadata: { name }, spec };
  return await call(sandbox, widgets(version), { body });
}

describe('a kind whose versions a webhook converts', () => {
  it('is stored in its storage version, whatever it was written in', async () => {
    const { status, body } = await create('a', 'v2', { width: 3 });
    expect({ status, body }).toMatchObject({ status: 201, body: { apiVersion: 'example.com/v2', spec: { width: 3 } } });
    expect(reviews.map(({ desiredAPIVersion }) => desiredAPIVersion)).toEqual(['example.com/v1', 'example.com/v2']);
    reviews = [];
    expect((await call(sandbox, `${widgets('v1')}/a`)).body).toMatchObject({ spec: { size: 3 } });
    expect(reviews).toEqual([]);
  });

  it('is listed and watched as each client wants it', async () => {
    await create('b', 'v1', { size: 4 });
    const { body } = await call(sandbox, widgets('v2'));
    const items = body['items'] as JsonObject[];
    expect(items.find(({ metadata }) => (metadata as JsonObject)['name'] === 'b')).toMatchObject({
      apiVersion: 'example.com/v2',
      spec: { width: 4 },
    });
    for await (const frame of watch(sandbox, `${widgets('v2')}?watch=true&resourceVersion=0`)) {
      expect(frame).toMatchObject({ type: 'ADDED', object: { apiVersion: 'example.com/v2' } });
      break;
    }
  });

  it('is changed in any version', async () => {
    await create('c', 'v1', { size: 4 });
    const contentType = 'application/merge-patch+json';
    const patched = await call(sandbox, `${widgets('v2')}/c`, {
      method: 'PATCH',
      contentType,
      body: { spec: { width: 5 } },
    });
    expect(patched.body).toMatchObject({
      apiVersion: 'example.com/v2',
      spec: { width: 5 },
      metadata: { generation: 2 },
    });
    expect((await call(sandbox, `${widgets('v1')}/c`)).body).toMatchObject({ spec: { size: 5 } });
  });

  const changed = (change: (object: JsonObject) => object) => (response: JsonObject) => ({
    ...response,
    convertedObjects: (response['convertedObjects'] as JsonObject[]).map((one) => ({ ...one, ...change(one) })),
  });

  it.each<[string, (response: JsonObject) => JsonObject, string]>([
    ['refuses', (one) => ({ ...one, result: { status: 'Failure', message: 'no way' } }), 'failed: no way'],
    ['says nothing', (one) => ({ ...one, result: {} }), "failed: response.result.status was '', not 'Success'"],
    ['answers too little', (one) => ({ ...one, convertedObjects: [] }), 'returned 0 objects, expected 1'],
    [
      'answers in the wrong version',
      changed(() => ({ apiVersion: 'example.com/v3' })),
      'returned invalid object at index 0: invalid groupVersion (expected example.com/v1, received example.com/v3)',
    ],
    [
      'answers with another kind',
      changed(() => ({ kind: 'Other' })),
      'returned invalid object at index 0: invalid kind (expected Widget, received Other)',
    ],
    [
      'renames the object',
      changed(({ metadata }) => ({ metadata: { ...(metadata as object), name: 'other' } })),
      'returned invalid object: must have the same name: d != other',
    ],
    [
      'leaves the metadata out',
      changed(() => ({ metadata: null })),
      'returned invalid metadata: missing metadata in converted object',
    ],
  ])('is not written where the webhook %s', async (_title, change, message) => {
    wrong = change;
    const { status, body } = await create('d', 'v2', { width: 3 });
    expect(status).toBe(500);
    expect(body['message']).toBe(`conversion webhook for example.com/v2, Kind=Widget ${message}`);
    wrong = (response) => response;
    expect((await call(sandbox, `${widgets('v1')}/d`)).status).toBe(404);
  });

  it('keeps what only the server may change in its metadata', async () => {
    wrong = changed(({ metadata }) => ({
      metadata: { ...(metadata as object), finalizers: ['example.com/no'], labels: { converted: 'yes' } },
    }));
    const { body } = await create('e', 'v2', { width: 3 });
    expect(body['metadata']).toMatchObject({ labels: { converted: 'yes' } });
    expect(body['metadata']).not.toHaveProperty('finalizers');
  });
});

describe('a definition with a conversion webhook', () => {
  it.each<[string, object, string]>([
    [
      'needs to say where',
      {},
      'spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook',
    ],
    [
      'names one place',
      { clientConfig: {} },
      'spec.conversion.webhookClientConfig: Required value: exactly one of url or service is required',
    ],
    [
      'names a review that is known here',
      { clientConfig: { url: 'https://127.0.0.1:1/' }, conversionReviewVersions: ['v7'] },
      'spec.conversion.conversionReviewVersions: Invalid value: ["v7"]: must include at least one of v1, v1beta1',
    ],
  ])('%s', async (_title, webhook, message) => {
    const { status, body } = await call(sandbox, `${definitions}?dryRun=All`, {
      body: { ...definition(webhook), metadata: { name: 'widgets.example.com' } },
    });
    expect({ status, message: body['message'] }).toEqual({
      status: 422,
      message: `CustomResourceDefinition.apiextensions.k8s.io "widgets.example.com" is invalid: ${message}`,
    });
  });
});
