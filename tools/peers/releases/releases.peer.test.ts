/** A real Helm and our engine at work on the same releases, in an embedded and in a real cluster. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Namespace, resource } from '@violet/api';
import { filterIgnored, loadChart } from '@violet/charts';
import { chartDirectory } from '@violet/charts/testing';
import { type Cluster, connectCluster, parseKubeconfig, systemClock } from '@violet/kube';
import {
  installRelease,
  type ReleaseRecord,
  ReleaseStore,
  rollbackRelease,
  uninstallRelease,
  upgradeRelease,
} from '@violet/releases';
import { aSandbox } from '@violet/sandbox/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from '../cluster.ts';

const run = promisify(execFile);
const deployments = resource('apps/v1', 'Deployment', 'deployments');

const bin = process.env['VIOLET_PEERS_BIN'] ?? '';

const clusters: [string, (work: string) => Promise<{ kubeconfig: string; stop(): Promise<void> }>][] = [
  [
    'an embedded cluster',
    async (work) => {
      const sandbox = await aSandbox({ simulation: { nodes: [{ name: 'node-1' }] } });
      await writeFile(join(work, 'kubeconfig'), sandbox.kubeconfig);
      return { kubeconfig: join(work, 'kubeconfig'), stop: () => sandbox.close() };
    },
  ],
  ['a real cluster', (work) => startCluster(bin, join(work, 'cluster'))],
];

describe.each(clusters)('with %s', (_name, start) => {
  let work: string;
  let kubeconfig: string;
  let cluster: Cluster;
  /** In reverse order: what was started is stopped even when the rest never came. */
  const endings: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    if (bin === '') throw new Error('VIOLET_PEERS_BIN does not name the folder of the peers: run npm run peers');
    work = await mkdtemp(join(tmpdir(), 'violet-releases-'));
    endings.unshift(() => rm(work, { recursive: true, force: true }));
    const started = await start(work);
    ({ kubeconfig } = started);
    endings.unshift(() => started.stop());

    const access = parseKubeconfig(await readFile(kubeconfig, 'utf8'), {
      readFile: (path) => readFileSync(path, 'utf8'),
    });
    cluster = connectCluster(access.access());
    endings.unshift(() => cluster.close());
    await cluster.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } });
    await helm('create', join(work, 'web'));
  });

  afterAll(async () => {
    for (const end of endings) await end();
  });

  async function helm(...words: string[]): Promise<string> {
    const env = { ...process.env, HOME: work, HELM_DRIVER: 'secret' };
    const { stdout } = await run(join(bin, 'helm'), ['--kubeconfig', kubeconfig, '-n', 'apps', ...words], { env });
    return stdout;
  }

  const options = () => ({ cluster, namespace: 'apps', clock: systemClock });
  const web = (name: string, values = {}) => ({
    name,
    chart: loadChart(filterIgnored(chartDirectory(join(work, 'web')))),
    values,
  });
  const history = async (name: string) => {
    const revisions = JSON.parse(await helm('history', name, '-o', 'json')) as { revision: number; status: string }[];
    return revisions.map(({ revision, status }) => `${revision} ${status}`);
  };
  const replicas = async (name: string) =>
    ((await cluster.resource(deployments, 'apps').get(name))?.spec as { replicas?: number } | undefined)?.replicas;

  it('helm lists, shows, upgrades, rolls back and removes what we have installed', async () => {
    const record = await installRelease(web('ours-web', { replicaCount: 2 }), options());

    const [listed] = JSON.parse(await helm('ls', '-o', 'json')) as Record<string, string>[];
    expect(listed).toMatchObject({ name: 'ours-web', revision: '1', status: 'deployed', chart: 'web-0.1.0' });
    expect(await helm('get', 'manifest', 'ours-web')).toBe(`${record.manifest}\n`);
    expect(await helm('get', 'values', 'ours-web')).toBe('USER-SUPPLIED VALUES:\nreplicaCount: 2\n');
    expect(await helm('get', 'notes', 'ours-web')).toContain('Get the application URL');
    expect(await helm('get', 'hooks', 'ours-web')).toContain('test-connection');
    await helm('upgrade', 'ours-web', join(work, 'web'), '--set', 'replicaCount=3');
    expect(await replicas('ours-web')).toBe(3);
    await helm('rollback', 'ours-web', '1');
    expect(await replicas('ours-web')).toBe(2);
    expect(await history('ours-web')).toEqual(['1 superseded', '2 superseded', '3 deployed']);
    await helm('uninstall', 'ours-web', '--wait');
    expect(await replicas('ours-web')).toBeUndefined();
    expect(await new ReleaseStore(cluster, 'apps').history('ours-web')).toEqual([]);
  });

  it('we upgrade, roll back and remove what helm has installed', async () => {
    await helm('install', 'their-web', join(work, 'web'), '--set', 'replicaCount=1');

    await upgradeRelease(web('their-web', { replicaCount: 3 }), options());
    expect([await replicas('their-web'), await history('their-web')]).toEqual([3, ['1 superseded', '2 deployed']]);
    await rollbackRelease('their-web', { ...options(), version: 1 });
    expect([await replicas('their-web'), (await history('their-web')).at(-1)]).toEqual([1, '3 deployed']);
    await uninstallRelease('their-web', options());
    expect(await replicas('their-web')).toBeUndefined();
    expect(JSON.parse(await helm('ls', '-a', '-o', 'json'))).toEqual([]);
  });

  it('our records say what those of helm say', async () => {
    await helm('install', 'same-web', join(work, 'web'), '--set', 'service.port=8080');
    const [theirs] = await new ReleaseStore(cluster, 'apps').history('same-web');
    await helm('uninstall', 'same-web', '--wait');

    const ours = await installRelease(web('same-web', { service: { port: 8080 } }), options());
    const [read] = await new ReleaseStore(cluster, 'apps').history('same-web');
    await uninstallRelease('same-web', options());

    expect(comparable(read)).toEqual(comparable(theirs));
    expect(comparable(ours)).toEqual(comparable(theirs));
  });

  it('an upgrade changes an object as that of helm does', async () => {
    const live: unknown[] = [];
    for (const [name, upgrade] of [
      ['merge-theirs', (files: string) => helm('upgrade', 'merge-theirs', join(work, 'web'), '-f', files)],
      ['merge-ours', async () => upgradeRelease(web('merge-ours', after), options())],
    ] as const) {
      await helm(
        'install',
        name,
        join(work, 'web'),
        '-f',
        await values('before', { ...before, fullnameOverride: name }),
      );
      const client = cluster.resource(deployments, 'apps');
      await client.patch(name, { type: 'strategic', body: sidecar });
      after.fullnameOverride = name;
      await upgrade(await values('after', after));
      live.push(anonymous(await client.get(name), name));
    }

    expect(live[1]).toEqual(live[0]);
  });

  async function values(name: string, content: object): Promise<string> {
    const path = join(work, `${name}.yaml`);
    await writeFile(path, JSON.stringify(content));
    return path;
  }
});

const before = {
  podLabels: { gone: '1', stays: '1' },
  volumes: [{ name: 'a', emptyDir: {} }],
  nodeSelector: { disk: 'ssd' },
};
const after = {
  fullnameOverride: '',
  podLabels: { stays: '2' },
  volumes: [{ name: 'b', emptyDir: {} }],
  tolerations: [{ key: 'a', operator: 'Exists' }],
};
/** What somebody else puts into the Deployment between the two revisions. */
const sidecar = {
  metadata: { annotations: { theirs: 'kept' } },
  spec: {
    paused: true,
    template: {
      spec: {
        containers: [{ name: 'sidecar', image: 'registry.example/sidecar:1' }],
        volumes: [{ name: 'extra', emptyDir: {} }],
      },
    },
  },
};

/** A record without what differs from run to run. */
function comparable(record: ReleaseRecord | undefined): object {
  const {
    firstDeployed: _first,
    lastDeployed: _last,
    labels: _labels,
    chart,
    hooks,
    ...rest
  } = record as ReleaseRecord;
  const plain = (files: readonly { name: string; data: Uint8Array }[]) =>
    files.map(({ name, data }) => `${name}: ${Buffer.from(data).toString('base64')}`).sort();
  return { ...rest, chart: { ...chart, templates: plain(chart.templates), files: plain(chart.files) }, hooks };
}

/** A Deployment's metadata that people set, and its spec; the order of lists that have keys is of no meaning. */
function anonymous(
  object: { metadata: { annotations?: Record<string, string> }; spec?: unknown } | undefined,
  name: string,
): unknown {
  const { annotations = {} } = object?.metadata ?? {};
  const text = JSON.stringify({ theirs: annotations['theirs'], spec: object?.spec }).replaceAll(name, 'NAME');
  return JSON.parse(text, (key, member) =>
    ['containers', 'volumes'].includes(key)
      ? (member as { name: string }[]).toSorted((left, right) => (left.name < right.name ? -1 : 1))
      : member,
  );
}
