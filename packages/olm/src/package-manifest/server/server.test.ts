import https from 'node:https';
import { CatalogSource, ClusterRole, ClusterRoleBinding, type PackageManifest } from '@violet/api';
import { createAuthority, createClusterSet, type Identity, issueServerCertificate } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import { isFailure, type KubernetesObject } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RunningFleet, startCatalogFleet } from '../../catalogs/fleet.ts';
import { surroundingsOf } from '../../surroundings.ts';
import { aCatalog, aRegistryBundle } from '../../testing/catalog-content.ts';
import { type CatalogServer, startCatalogServer } from '../../testing/catalog-server.ts';
import { anOlmCluster, type OlmCluster } from '../../testing/olm-cluster.ts';
import { packageServerName, registerPackageServer, unregisterPackageServer } from './registration.ts';
import { type PackageServer, startPackageServer } from './start.ts';

const group = '/apis/packages.operators.coreos.com/v1';
const icon = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

let cluster: OlmCluster;
let catalogs: RunningFleet;
let content: CatalogServer;
let server: PackageServer;
let authority: Identity;

beforeAll(async () => {
  cluster = await anOlmCluster();
  content = await startCatalogServer(aCatalog(iconed('demo'), aRegistryBundle('plain', '1.0.0')));
  const clusters = createClusterSet();
  const openRegistry = () => {
    throw new Error('no registry');
  };
  catalogs = startCatalogFleet({
    clusters,
    surroundings: surroundingsOf({ catalogNamespace: 'global', openRegistry, allowedPlaces: ['*'] }),
  });
  clusters.join('member', cluster.client);
  await cluster.namespace('global');
  await cluster.namespace('here');
  authority = await createAuthority({ commonName: 'packages' });
  const hosts = ['127.0.0.1', packageServerName('global')];
  const identity = await issueServerCertificate(authority, { commonName: 'packages', hosts });
  server = await startPackageServer({ cluster: cluster.client, catalogs: catalogs.of('member'), identity });
  await cluster.create(CatalogSource, aSource('everywhere', 'global'));
  await vi.waitFor(() => expect(catalogs.of('member').list()[0]?.snapshot).toBeDefined(), 5_000);
});

afterAll(async () => {
  await server.close();
  catalogs.stop();
  content.close();
  await cluster.close();
});

function aSource(name: string, namespace: string): CatalogSource {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'CatalogSource',
    metadata: { name, namespace, labels: { tier: 'one' } },
    spec: { sourceType: 'grpc', address: content.address, displayName: 'Everywhere' },
  };
}

function iconed(name: string) {
  const plain = aRegistryBundle(name, '1.0.0');
  const csv = JSON.parse(plain.csvJson);
  csv.spec.icon = [{ base64data: icon.toString('base64'), mediatype: 'image/svg+xml' }];
  return { ...plain, csvJson: JSON.stringify(csv) };
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
}

/** Asks the server itself, not the API server before it. */
function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { port: server.port, host: '127.0.0.1', path, headers, ca: authority.certificate };
    const request = https.get(options, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) });
    });
    request.on('error', reject);
  });
}

describe('the package server by itself', () => {
  it('is open to nobody without credentials', async () => {
    const { status, bytes } = await ask(`${group}/namespaces/here/packagemanifests`);
    expect(status).toBe(403);
    expect(JSON.parse(bytes.toString()).message).toContain('User "system:anonymous" cannot list resource');
  });

  it('believes no headers of somebody who is not the API server', async () => {
    const headers = { 'x-remote-user': 'admin', 'x-remote-group': 'system:masters' };
    expect((await ask(`${group}/namespaces/here/packagemanifests`, headers)).status).toBe(403);
  });

  it('refuses a token that the cluster does not know', async () => {
    const headers = { authorization: 'Bearer made-up' };
    expect((await ask(`${group}/namespaces/here/packagemanifests`, headers)).status).toBe(401);
  });

  it('tells everybody that it is well', async () => {
    expect((await ask('/healthz')).status).toBe(200);
  });
});

describe('behind the API server of a cluster', () => {
  let client: Cluster;

  beforeAll(async () => {
    client = cluster.client;
    const address = { host: '127.0.0.1', port: server.port, authority: authority.certificate, namespace: 'global' };
    await registerPackageServer(client, address);
    const found = async () => {
      client.forgetDiscovery();
      return (await client.find('packages.operators.coreos.com/v1', 'PackageManifest'))?.verbs;
    };
    await vi.waitFor(async () => expect(await found()).toEqual(['get', 'list']), 10_000);
  });

  const json = async (path: string, as = client) =>
    await as.json<KubernetesObject & { items?: PackageManifest[] }>({ path });
  const names = async (path: string, as = client) => (await json(path, as)).items?.map(({ metadata }) => metadata.name);

  it('lists global packages in every namespace, with that namespace and without icons', async () => {
    const { items = [] } = await json(`${group}/namespaces/here/packagemanifests`);
    expect(items.map(({ metadata }) => [metadata.name, metadata.namespace])).toEqual([
      ['demo', 'here'],
      ['plain', 'here'],
    ]);
    expect(items[0]?.status?.channels[0]?.currentCSVDesc).not.toHaveProperty('icon');
    expect(items[0]?.metadata.labels).toMatchObject({
      catalog: 'everywhere',
      'catalog-namespace': 'global',
      tier: 'one',
      'operatorframework.io/arch.amd64': 'supported',
    });
  });

  it('selects by labels and by name', async () => {
    expect(await names(`${group}/packagemanifests?labelSelector=catalog%3Deverywhere`)).toEqual(['demo', 'plain']);
    expect(await names(`${group}/packagemanifests?labelSelector=catalog%3Dother`)).toEqual([]);
    expect(await names(`${group}/packagemanifests?fieldSelector=metadata.name%3Dplain`)).toEqual(['plain']);
    await expect(json(`${group}/packagemanifests?fieldSelector=status.x%3Dplain`)).rejects.toThrow(
      'field label not supported: status.x',
    );
  });

  it('gets one by its name, or says that there is none', async () => {
    expect(await json(`${group}/namespaces/here/packagemanifests/plain`)).toMatchObject({ kind: 'PackageManifest' });
    await expect(json(`${group}/namespaces/here/packagemanifests/missing`)).rejects.toThrow(
      'packagemanifests.packages.operators.coreos.com "missing" not found',
    );
  });

  it('shows name, catalogue and age in a table', async () => {
    const accept = 'application/json;as=Table;g=meta.k8s.io;v=v1';
    const path = `${group}/namespaces/here/packagemanifests`;
    const table = await client.json<{ columnDefinitions: { name: string }[]; rows: { cells: unknown[] }[] }>({
      path,
      headers: { accept },
    });
    expect(table.columnDefinitions.map(({ name }) => name)).toEqual(['Name', 'Catalog', 'Age']);
    expect(table.rows[0]?.cells).toEqual(['demo', 'Everywhere', expect.stringMatching(/^\d+s$/)]);
  });

  it('answers for icons so that a browser runs nothing in them, and has one for packages without', async () => {
    const read = async (name: string, headers = {}) => {
      const path = `${group}/namespaces/here/packagemanifests/${name}/icon?resourceVersion=1`;
      const answer = await client.request({ path, headers });
      const chunks: Uint8Array[] = [];
      for await (const chunk of answer.body) chunks.push(chunk);
      return { ...answer, bytes: Buffer.concat(chunks) };
    };
    const { headers, bytes } = await read('demo');
    expect(headers).toMatchObject({ 'content-type': 'image/svg+xml', etag: '"demo.stable.demo.v1.0.0"' });
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'x-content-type-options': 'nosniff',
    });
    expect(bytes).toEqual(icon);
    expect((await read('plain')).headers['content-type']).toBe('image/svg+xml');
    expect((await read('demo', { 'if-none-match': '"demo.stable.demo.v1.0.0"' })).status).toBe(304);
  });

  it('lets those read whom the cluster lets', async () => {
    const jane = client.impersonate({ username: 'jane' });
    await expect(names(`${group}/namespaces/here/packagemanifests`, jane)).rejects.toSatisfy((error) =>
      isFailure(error, 'Forbidden'),
    );
    await client.resource(ClusterRole).create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'see-packages' },
      rules: [{ verbs: ['list'], apiGroups: ['packages.operators.coreos.com'], resources: ['packagemanifests'] }],
    });
    await client.resource(ClusterRoleBinding).create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'judy-sees-packages' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'see-packages' },
      subjects: [{ kind: 'User', name: 'judy', apiGroup: 'rbac.authorization.k8s.io' }],
    });
    const judy = client.impersonate({ username: 'judy' });
    await expect
      .poll(() => names(`${group}/namespaces/here/packagemanifests`, judy), { timeout: 5_000 })
      .toEqual(['demo', 'plain']);
  });

  it('shows what a catalogue has new within two seconds', async () => {
    content.swap(aCatalog(iconed('demo'), aRegistryBundle('plain', '1.0.0'), aRegistryBundle('new', '1.0.0')));
    await expect
      .poll(() => names(`${group}/namespaces/here/packagemanifests`), { timeout: 2_000 })
      .toEqual(['demo', 'new', 'plain']);
  });

  it('leaves no APIService behind when it steps aside', async () => {
    await unregisterPackageServer(client, 'global');
    const found = async () => {
      client.forgetDiscovery();
      return await client.find('packages.operators.coreos.com/v1', 'PackageManifest');
    };
    await expect.poll(found).toBeUndefined();
  });
});
