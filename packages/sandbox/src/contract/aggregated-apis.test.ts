import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ApiService, ConfigMap } from '@violet/api';
import { createAuthority, type Identity, issueServerCertificate } from '@violet/controller';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { isFailure } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSandbox, type SandboxUnderTest } from '../testing.ts';

const groupVersion = 'fruits.example.com/v1';
const resources = [{ name: 'fruits', singularName: 'fruit', namespaced: true, kind: 'Fruit', verbs: ['get', 'list'] }];

let sandbox: SandboxUnderTest;
let client: Cluster;
let authority: Identity;
let remote: Server;
const seen: { path: string; user: unknown; groups: unknown; proxy: string; authorization: unknown }[] = [];

beforeAll(async () => {
  sandbox = await aSandbox();
  client = connectCluster(parseKubeconfig(sandbox.kubeconfig).access());
  authority = await createAuthority({ commonName: 'remote' });
  const { certificate: cert, key } = await issueServerCertificate(authority, {
    commonName: 'fruits',
    hosts: ['fruits.default.svc'],
  });
  remote = createServer({ cert, key, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    seen.push(seenOf(request));
    if (request.url?.includes('/silent') === true) return;
    if (request.url?.includes('/half') === true) {
      const breaks = request.url.includes('/half-broken');
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"kind":', () => breaks && request.socket.destroy());
      return;
    }
    const answer = answerTo(request.url ?? '');
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { kind: 'Status', code: 404, reason: 'NotFound', message: 'no such fruit' }));
  }).listen(0, '127.0.0.1');
  await once(remote, 'listening');
});
afterAll(async () => {
  await client.close();
  await sandbox.close();
  remote.close();
  remote.closeAllConnections();
});

function seenOf(request: IncomingMessage) {
  const { headers, url = '' } = request;
  const proxy = (request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? '';
  const { 'x-remote-user': user, 'x-remote-group': groups, authorization } = headers;
  return { path: url, user, groups, proxy: [proxy].flat().join(), authorization };
}

function answerTo(path: string): object | undefined {
  if (path === `/apis/${groupVersion}`) return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
  if (path === `/apis/${groupVersion}/namespaces/default/fruits/apple`)
    return { kind: 'Fruit', apiVersion: groupVersion, metadata: { name: 'apple', namespace: 'default' } };
  return undefined;
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _chunk of body);
}

const available = async () => {
  const { status } = (await client.resource(ApiService).get('v1.fruits.example.com')) ?? {};
  return (
    status as { conditions?: { type: string; status: string; reason?: string; message?: string }[] } | undefined
  )?.conditions?.find(({ type }) => type === 'Available');
};

async function register(port: number): Promise<void> {
  const applied = { fieldManager: 'test', force: true };
  const [group = '', version = ''] = groupVersion.split('/');
  await client.resource(ApiService).apply(
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: `${version}.${group}` },
      spec: {
        group,
        version,
        groupPriorityMinimum: 2000,
        versionPriority: 15,
        caBundle: Buffer.from(authority.certificate).toString('base64'),
        service: { namespace: 'default', name: 'fruits', port },
      },
    },
    applied,
  );
}

describe('an APIService', () => {
  it('whose Service is not there is not available, and its requests say so', async () => {
    await register((remote.address() as AddressInfo).port);

    await expect.poll(available).toMatchObject({
      status: 'False',
      reason: 'ServiceNotFound',
      message: 'service/fruits in "default" is not present',
    });
    await expect(client.json({ path: `/apis/${groupVersion}/namespaces/default/fruits/apple` })).rejects.toSatisfy(
      (error) => isFailure(error, 'ServiceUnavailable'),
    );
  });

  it('becomes available with its Service, and is discovered', async () => {
    const { port } = remote.address() as AddressInfo;
    await client.json({
      method: 'POST',
      path: '/api/v1/namespaces/default/services',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'fruits' },
        spec: { type: 'ExternalName', externalName: '127.0.0.1', ports: [{ port }] },
      }),
    });

    await expect.poll(available).toMatchObject({ status: 'True', reason: 'Passed', message: 'all checks passed' });
    client.forgetDiscovery();
    expect(await client.find(groupVersion, 'Fruit')).toMatchObject({ plural: 'fruits', scope: 'Namespaced' });
  });

  it('hands requests on in the name of who sent them, over a certificate that only this cluster has', async () => {
    const jane = client.impersonate({ username: 'jane', groups: ['system:masters', 'growers'] });
    const apple = await jane.json({ path: `/apis/${groupVersion}/namespaces/default/fruits/apple` });

    expect(apple).toMatchObject({ kind: 'Fruit', metadata: { name: 'apple' } });
    expect(seen.at(-1)).toEqual({
      path: `/apis/${groupVersion}/namespaces/default/fruits/apple`,
      user: 'jane',
      groups: expect.stringContaining('growers'),
      proxy: 'front-proxy-client',
      authorization: undefined,
    });
    const published = await client.resource(ConfigMap, 'kube-system').get('extension-apiserver-authentication');
    expect(published?.data?.['requestheader-client-ca-file']).toContain('BEGIN CERTIFICATE');
  });

  it('hands many requests on over few connections, and leaves nothing behind on them', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error) => void warnings.push(warning);
    process.on('warning', listen);
    for (let round = 0; round < 15; round++)
      await client.json({ path: `/apis/${groupVersion}/namespaces/default/fruits/apple` });
    process.off('warning', listen);

    expect(warnings).toEqual([]);
  });

  it('refuses who may not, before the other server hears of it', async () => {
    const before = seen.length;
    const nobody = client.impersonate({ username: 'nobody' });

    await expect(nobody.json({ path: `/apis/${groupVersion}/namespaces/default/fruits` })).rejects.toThrow(
      'fruits.fruits.example.com is forbidden: User "nobody" cannot list resource "fruits" in API group "fruits.example.com" in the namespace "default"',
    );
    expect(seen).toHaveLength(before);
  });

  it("passes on the other server's own refusals", async () => {
    await expect(client.json({ path: `/apis/${groupVersion}/namespaces/default/fruits/pear` })).rejects.toThrow(
      'no such fruit',
    );
  });

  it('whose server is silent is not waited for longer than the request may take', async () => {
    const silent = client.json({ path: `/apis/${groupVersion}/namespaces/default/fruits/silent?timeout=100ms` });

    await expect(silent).rejects.toSatisfy((error) => isFailure(error, 'Timeout'));
    await expect(silent).rejects.toThrow('Timeout: request did not complete within the allotted timeout');
  });

  it.each(['half', 'half-broken'])(
    'whose server stops in the middle of an answer gives no whole answer (%s)',
    async (name) => {
      const { body } = await client.request({
        path: `/apis/${groupVersion}/namespaces/default/fruits/${name}?timeout=300ms`,
      });

      await expect(readAll(body)).rejects.toSatisfy((error) => isFailure(error, 'ServiceUnavailable'));
    },
  );

  it('goes with its object', async () => {
    await client.resource(ApiService).delete('v1.fruits.example.com');

    await expect(client.json({ path: `/apis/${groupVersion}` })).rejects.toSatisfy((error) =>
      isFailure(error, 'NotFound'),
    );
  });
});
