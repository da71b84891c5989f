import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ClusterServiceVersion, customResourceDefinition, OperatorGroup, olmDefinitions, resource } from '@violet/api';
import { ensureDefinitions } from '@violet/controller';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { aSandbox } from '@violet/sandbox/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from '../cluster.ts';

const bin = process.env['VIOLET_PEERS_BIN'] ?? '';

/** A cluster, and how it ends. */
interface Started {
  cluster: Cluster;
  /** A file. */
  kubeconfig: string;
  stop(): Promise<void>;
}

async function realCluster(): Promise<Started> {
  const work = await mkdtemp(join(tmpdir(), 'olm-definitions-'));
  const started = await startCluster(bin, work);
  return {
    cluster: connected(await readFile(started.kubeconfig, 'utf8')),
    kubeconfig: started.kubeconfig,
    stop: async () => {
      await started.stop();
      await rm(work, { recursive: true, force: true });
    },
  };
}

async function sandbox(): Promise<Started> {
  const started = await aSandbox();
  const work = await mkdtemp(join(tmpdir(), 'olm-definitions-'));
  const kubeconfig = join(work, 'kubeconfig');
  await writeFile(kubeconfig, started.kubeconfig, { mode: 0o600 });
  return {
    cluster: connected(started.kubeconfig),
    kubeconfig,
    stop: async () => {
      await started.close();
      await rm(work, { recursive: true, force: true });
    },
  };
}

function connected(kubeconfig: string): Cluster {
  return connectCluster(parseKubeconfig(kubeconfig, { readFile: (path) => readFileSync(path, 'utf8') }).access());
}

const deployment = {
  name: 'hull-operator',
  spec: {
    selector: { matchLabels: { name: 'hull' } },
    template: {
      metadata: { labels: { name: 'hull' }, annotations: { note: 'kept' } },
      spec: {
        containers: [{ name: 'hull', image: 'example.com/hull:1', ports: [{ containerPort: 80, protocol: 'TCP' }] }],
      },
    },
  },
};

/** One object of each kind, with something to show in each of its columns. */
const shown = [
  object('operators.coreos.com/v1alpha1', 'CatalogSource', 'harbour', {
    spec: { sourceType: 'grpc', address: 'a:1', displayName: 'Harbour', publisher: 'Us' },
  }),
  object('operators.coreos.com/v1alpha1', 'Subscription', 'hull', {
    spec: { name: 'hull', source: 'harbour', sourceNamespace: 'default', channel: 'stable' },
  }),
  object('operators.coreos.com/v1alpha1', 'InstallPlan', 'install-1', {
    spec: { approval: 'Manual', approved: false, clusterServiceVersionNames: ['hull.v1.1.0'] },
  }),
  object('operators.coreos.com/v1alpha1', 'ClusterServiceVersion', 'hull.v1.1.0', {
    spec: {
      displayName: 'The hull',
      version: '1.1.0',
      release: 'r1',
      replaces: 'hull.v1.0.0',
      install: { strategy: 'deployment', spec: { deployments: [deployment] } },
    },
  }),
  object('operators.coreos.com/v1', 'OperatorGroup', 'group', { spec: {} }),
  object('operators.coreos.com/v2', 'OperatorCondition', 'hull.v1.1.0', { spec: {} }),
];

function object(apiVersion: string, kind: string, name: string, fields: object) {
  return { apiVersion, kind, metadata: { name, namespace: 'default' }, ...fields };
}

const run = promisify(execFile);

/** Header and cells of a table; ages differ. */
function cellsOf(table: string): string[][] {
  const rows = table.trimEnd().split('\n');
  return rows.map((row) => row.split(/ {2,}/).map((cell) => cell.trim().replace(/^\d+s$/, 'AGE')));
}

const [csvRow, wideCsvRow] = [
  ['hull.v1.1.0', 'The hull', '1.1.0', 'hull.v1.0.0'],
  ['hull.v1.1.0', 'The hull', '1.1.0', 'r1', 'hull.v1.0.0'],
];
const tables: [words: string, header: string[], row: string[]][] = [
  ['catsrc', ['NAME', 'DISPLAY', 'TYPE', 'PUBLISHER', 'AGE'], ['harbour', 'Harbour', 'grpc', 'Us', 'AGE']],
  ['sub', ['NAME', 'PACKAGE', 'SOURCE', 'CHANNEL'], ['hull', 'hull', 'harbour', 'stable']],
  ['subs', ['NAME', 'PACKAGE', 'SOURCE', 'CHANNEL'], ['hull', 'hull', 'harbour', 'stable']],
  // Its short name `ip` is that of an IPAddress, too, which comes first.
  ['installplans', ['NAME', 'CSV', 'APPROVAL', 'APPROVED'], ['install-1', 'hull.v1.1.0', 'Manual', 'false']],
  // The manual prints these five; the phase is the engine's to write.
  ['csv', ['NAME', 'DISPLAY', 'VERSION', 'REPLACES', 'PHASE'], csvRow],
  ['csvs', ['NAME', 'DISPLAY', 'VERSION', 'REPLACES', 'PHASE'], csvRow],
  ['csv -o wide', ['NAME', 'DISPLAY', 'VERSION', 'RELEASE', 'REPLACES', 'PHASE'], wideCsvRow],
  ['og', ['NAME', 'AGE'], ['group', 'AGE']],
  ['condition', ['NAME', 'AGE'], ['hull.v1.1.0', 'AGE']],
];

describe.each([
  ['kube-apiserver', realCluster],
  ['the sandbox', sandbox],
])('definitions of OLM on %s', (_, start) => {
  let started: Started;
  let cluster: Cluster;

  beforeAll(async () => {
    started = await start();
    cluster = started.cluster;
    await ensureDefinitions(cluster, (await olmDefinitions()).map(customResourceDefinition));
  });

  afterAll(() => started.stop());

  it('keep labels and annotations of the pods of a CSV', async () => {
    const spec = { displayName: 'Hull', install: { strategy: 'deployment', spec: { deployments: [deployment] } } };
    const created = await cluster.resource(ClusterServiceVersion, 'default').create({
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'ClusterServiceVersion',
      metadata: { name: 'hull.v1.0.0' },
      spec,
    });

    expect(created.spec).toEqual(spec);
  });

  it('are known to kubectl by their short names, with the columns of the manual', async () => {
    for (const { apiVersion, kind, ...rest } of shown) {
      const known = await cluster.find(apiVersion, kind);
      if (known === undefined) throw new Error(`${kind} is not served`);
      const applied = { fieldManager: 'test', force: true };
      await cluster.resource(known, 'default').apply({ apiVersion, kind, ...rest }, applied);
    }
    for (const [words, header, row] of tables) {
      const name = row[0] ?? '';
      const [kind = '', ...flags] = words.split(' ');
      const { stdout } = await run(join(bin, 'kubectl'), [
        '--kubeconfig',
        started.kubeconfig,
        'get',
        kind,
        name,
        ...flags,
      ]);
      expect(cellsOf(stdout), words).toEqual([header, row]);
    }
  });

  it('give an OperatorGroup its upgrade strategy, and serve it in the older version too', async () => {
    const created = await cluster.resource(OperatorGroup, 'default').create({
      apiVersion: 'operators.coreos.com/v1',
      kind: 'OperatorGroup',
      metadata: { name: 'hull' },
    });
    const older = resource('operators.coreos.com/v1alpha2', 'OperatorGroup', 'operatorgroups');

    expect(created.spec).toEqual({ upgradeStrategy: 'Default' });
    expect(await cluster.resource(older, 'default').get('hull')).toMatchObject({
      apiVersion: 'operators.coreos.com/v1alpha2',
      metadata: { name: 'hull' },
    });
  });
});
