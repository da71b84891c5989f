import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CatalogSource, customResourceDefinition, Namespace, olmDefinitions } from '@violet/api';
import {
  createAuthority,
  createClusterSet,
  ensureDefinitions,
  issueServerCertificate,
  startControllers,
} from '@violet/controller';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { parseYaml } from '@violet/machinery';
import { createOlmEngine, packageServerName, registerPackageServer, startPackageServer } from '@violet/olm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../../e2e/harness/free-ports.ts';
import { type PeerCluster, startCluster } from '../cluster.ts';
import { Processes } from '../processes.ts';

const bin = process.env['VIOLET_PEERS_BIN'] ?? '';
const picture = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
const run = promisify(execFile);

let work: string;
let peer: PeerCluster;
let cluster: Cluster;
let opm: Processes;
let address: string;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'olm-packages-'));
  peer = await startCluster(bin, join(work, 'cluster'));
  cluster = connectCluster(parseKubeconfig(readFileSync(peer.kubeconfig, 'utf8')).access());
  const [port = 0] = await freePorts(1);
  address = `127.0.0.1:${port}`;
  serve(['apple']);
  await ensureDefinitions(cluster, (await olmDefinitions()).map(customResourceDefinition));
  for (const name of ['cpaas-system', 'here'])
    await cluster.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await startEngine();
  await cluster.resource(CatalogSource, 'cpaas-system').create({
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'CatalogSource',
    metadata: { name: 'platform', namespace: 'cpaas-system' },
    spec: { sourceType: 'grpc', address, displayName: 'Platform', publisher: 'Us' },
  });
}, 120_000);

afterAll(async () => {
  for (const end of ends.reverse()) await end();
  await opm.stop();
  await cluster.close();
  await peer.stop();
  rmSync(work, { recursive: true, force: true });
});

async function startEngine(): Promise<void> {
  const clusters = createClusterSet();
  clusters.join('peer', cluster);
  const openRegistry = () => {
    throw new Error('no image is needed here');
  };
  const engine = createOlmEngine({
    clusters,
    settings: { catalogNamespace: 'cpaas-system', openRegistry, allowedPlaces: ['*'] },
  });
  const { controllers } = engine;
  const running = startControllers({ clusters, controllers, identity: 'peer', lease: 'none' });
  const authority = await createAuthority({ commonName: 'packages' });
  const hosts = [packageServerName('cpaas-system')];
  const identity = await issueServerCertificate(authority, { commonName: 'packages', hosts });
  const server = await startPackageServer({ cluster, catalogs: engine.catalogs.of('peer'), identity });
  const { certificate } = authority;
  const reached = { host: '127.0.0.1', port: server.port, authority: certificate, namespace: 'cpaas-system' };
  await registerPackageServer(cluster, reached);
  ends.push(
    () => engine.stop(),
    () => server.close(),
    () => running.stop(),
  );
}

/** Has `opm serve` answer for packages of these names. */
function serve(names: string[]): void {
  const catalog = join(work, `catalog-${names.join('-')}`);
  mkdirSync(catalog);
  const documents = names.flatMap((name) => [
    {
      schema: 'olm.package',
      name,
      defaultChannel: 'stable',
      icon: { base64data: picture.toString('base64'), mediatype: 'image/svg+xml' },
    },
    { schema: 'olm.channel', package: name, name: 'stable', entries: [{ name: `${name}.v1.0.0` }] },
    {
      schema: 'olm.bundle',
      package: name,
      name: `${name}.v1.0.0`,
      image: `registry.test/${name}:1`,
      properties: [
        { type: 'olm.package', value: { packageName: name, version: '1.0.0' } },
        { type: 'olm.csv.metadata', value: { displayName: name.toUpperCase(), provider: { name: 'Orchard' } } },
      ],
    },
  ]);
  writeFileSync(join(catalog, 'catalog.json'), documents.map((document) => JSON.stringify(document)).join('\n'));
  opm = new Processes(work);
  const port = address.split(':')[1] ?? '';
  opm.start('opm', join(bin, 'opm'), ['serve', catalog, '--port', port, '--pprof-addr', '']);
}

async function kubectl(...words: string[]): Promise<string> {
  const { stdout } = await run(join(bin, 'kubectl'), ['--kubeconfig', peer.kubeconfig, ...words]);
  return stdout;
}

const cells = (table: string) =>
  table
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));

describe('PackageManifests of a catalogue that opm serves, behind a real API server', () => {
  it('are listed by kubectl', async () => {
    const list = async () => cells(await kubectl('get', 'packagemanifests', '-n', 'here').catch(() => ''));
    await expect.poll(list, { timeout: 30_000 }).toEqual([
      ['NAME', 'CATALOG', 'AGE'],
      ['apple', 'Platform', expect.stringMatching(/^\d+s$/)],
    ]);
  });

  it('are printed as YAML, with the labels by which they are selected', async () => {
    const printed = await kubectl('get', 'packagemanifest', 'apple', '-n', 'here', '-o', 'yaml');
    expect(parseYaml(printed)).toMatchObject({
      apiVersion: 'packages.operators.coreos.com/v1',
      kind: 'PackageManifest',
      metadata: { name: 'apple', namespace: 'here', labels: { catalog: 'platform', provider: 'Orchard' } },
      status: {
        catalogSource: 'platform',
        catalogSourceNamespace: 'cpaas-system',
        defaultChannel: 'stable',
        channels: [
          {
            name: 'stable',
            currentCSV: 'apple.v1.0.0',
            currentCSVDesc: { displayName: 'APPLE', version: '1.0.0' },
            entries: [{ name: 'apple.v1.0.0', version: '1.0.0' }],
          },
        ],
      },
    });
    expect(await kubectl('get', 'packagemanifests', '-A', '-l', 'catalog=platform', '-o', 'name')).toBe(
      'packagemanifest.packages.operators.coreos.com/apple\n',
    );
  });

  it('have an icon', async () => {
    const path = '/apis/packages.operators.coreos.com/v1/namespaces/here/packagemanifests/apple/icon';
    expect(await kubectl('get', '--raw', path)).toBe(picture.toString());
  });

  it('are explained', async () => {
    expect(await kubectl('explain', 'packagemanifest.status.defaultChannel')).toContain(
      'FIELD: defaultChannel <string>',
    );
  });

  it('are for those who may see them', async () => {
    const asJane = kubectl('get', 'packagemanifests', '-n', 'here', '--as', 'jane');
    await expect(asJane).rejects.toThrow(
      'packagemanifests.packages.operators.coreos.com is forbidden: User "jane" cannot list resource "packagemanifests"',
    );
  });

  it('are there again with their new content when the server was away, and stay meanwhile', async () => {
    await opm.stop();
    const state = async () => {
      const found = await cluster.resource(CatalogSource, 'cpaas-system').get('platform');
      const { connectionState, message } = found?.status ?? {};
      return [connectionState?.lastObservedState === 'READY', message];
    };
    await expect.poll(state, { timeout: 10_000 }).toEqual([false, `${address} cannot be reached`]);
    const names = async () => await kubectl('get', 'packagemanifests', '-n', 'here', '-o', 'name');
    expect(await names()).toBe('packagemanifest.packages.operators.coreos.com/apple\n');
    serve(['apple', 'pear']);
    await expect.poll(names, { timeout: 20_000 }).toContain('pear');
    await expect.poll(state).toEqual([true, undefined]);
  });
});
