/** Real Helms and our engine at work on the same releases, in an embedded and in a real cluster. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resource } from '@violet/api';
import { systemClock } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import {
  type ActionOptions,
  installRelease,
  type ReleaseRecord,
  rollbackRelease,
  uninstallRelease,
  upgradeRelease,
} from '@violet/releases';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPeerStage, type HelmVersion, type PeerStage, peerClusters, readChart } from './peer-stage.ts';

const deployments = resource('apps/v1', 'Deployment', 'deployments');

describe.each(peerClusters)('with %s', (_name, start) => {
  let stage: PeerStage;
  let path: string;

  beforeAll(async () => {
    stage = await aPeerStage(start);
    path = join(stage.work, 'web');
    await stage.helm('helm', 'create', path);
  });

  afterAll(async () => {
    await stage?.close();
  });

  const replicas = async (name: string) =>
    ((await stage.cluster.resource(deployments, 'apps').get(name))?.spec as { replicas?: number } | undefined)
      ?.replicas;

  describe.each<[string, HelmVersion, ActionOptions['apply'], string[]]>([
    ['Helm 3', 'helm', 'client', []],
    ['Helm 4', 'helm4', 'server', []],
    ['Helm 4 without server-side apply', 'helm4', 'client', ['--server-side=false']],
  ])('and %s', (_helmName, version, apply = 'auto', flags) => {
    const helm = (...words: string[]) => stage.helm(version, ...words);
    const options = (): ActionOptions => ({ cluster: stage.cluster, namespace: 'apps', clock: systemClock });
    const applying = (): ActionOptions => ({ ...options(), apply });
    const web = (name: string, values = {}) => ({ name, chart: readChart(path), values });
    const history = async (name: string) => {
      const revisions = JSON.parse(await helm('history', name, '-o', 'json')) as { revision: number; status: string }[];
      return revisions.map(({ revision, status }) => `${revision} ${status}`);
    };

    it('helm lists, shows, upgrades, rolls back and removes what we have installed', async () => {
      const record = await installRelease(web('ours-web', { replicaCount: 2 }), applying());

      const [listed] = JSON.parse(await helm('ls', '-o', 'json')) as Record<string, string>[];
      expect(listed).toMatchObject({ name: 'ours-web', revision: '1', status: 'deployed', chart: 'web-0.1.0' });
      expect(await helm('status', 'ours-web')).toContain('STATUS: deployed');
      expect((await helm('get', 'manifest', 'ours-web')).trimEnd()).toBe(record.manifest.trimEnd());
      expect((await helm('get', 'values', 'ours-web')).trimEnd()).toBe('USER-SUPPLIED VALUES:\nreplicaCount: 2');
      expect(await helm('get', 'notes', 'ours-web')).toContain('Get the application URL');
      expect(await helm('get', 'hooks', 'ours-web')).toContain('test-connection');
      await helm('upgrade', 'ours-web', path, '--set', 'replicaCount=3');
      expect(await replicas('ours-web')).toBe(3);
      await helm('rollback', 'ours-web', '1');
      expect(await replicas('ours-web')).toBe(2);
      expect(await history('ours-web')).toEqual(['1 superseded', '2 superseded', '3 deployed']);
      await helm('uninstall', 'ours-web', '--wait');
      expect(await replicas('ours-web')).toBeUndefined();
      expect(await stage.store.history('ours-web')).toEqual([]);
    });

    it('we upgrade, roll back and remove what helm has installed', async () => {
      await helm('install', 'their-web', path, '--set', 'replicaCount=1', '--labels', 'team=a', ...flags);
      const [theirs] = await stage.store.history('their-web');

      await upgradeRelease(web('their-web', { replicaCount: 3 }), options());
      expect([await replicas('their-web'), await history('their-web')]).toEqual([3, ['1 superseded', '2 deployed']]);
      const [first, second] = await stage.store.history('their-web');
      // What their record says stays as it was, whoever writes it again; the way of applying is theirs.
      expect(first).toEqual({ ...theirs, status: 'superseded', resourceVersion: first?.resourceVersion });
      expect([second?.applyMethod, second?.labels]).toEqual([theirs?.applyMethod ?? 'csa', { team: 'a' }]);
      await rollbackRelease('their-web', { ...options(), version: 1 });
      expect([await replicas('their-web'), (await history('their-web')).at(-1)]).toEqual([1, '3 deployed']);
      await uninstallRelease('their-web', options());
      expect(await replicas('their-web')).toBeUndefined();
      expect(JSON.parse(await helm('ls', ...(version === 'helm' ? ['-a'] : []), '-o', 'json'))).toEqual([]);
    });

    it('our records say what those of helm say', async () => {
      await helm('install', 'same-web', path, '--set', 'service.port=8080', ...flags);
      const [theirs] = await stage.store.history('same-web');
      await helm('uninstall', 'same-web', '--wait');

      const ours = await installRelease(web('same-web', { service: { port: 8080 } }), applying());
      const [read] = await stage.store.history('same-web');
      await uninstallRelease('same-web', options());

      // Helm 3 does not say how it applies.
      const expected = { ...comparable(theirs), applyMethod: theirs?.applyMethod ?? 'csa' };
      expect(comparable(read)).toEqual(expected);
      expect(comparable(ours)).toEqual(expected);
    });

    it('an upgrade changes an object as that of helm does', async () => {
      const live: unknown[] = [];
      for (const [name, upgrade] of [
        ['merge-theirs', (files: string) => helm('upgrade', 'merge-theirs', path, '-f', files)],
        ['merge-ours', async () => upgradeRelease(web('merge-ours', after), options())],
      ] as const) {
        const first = await values('before', { ...before, fullnameOverride: name });
        await helm('install', name, path, '-f', first, ...flags);
        const client = stage.cluster.resource(deployments, 'apps');
        await client.patch(name, { type: 'strategic', body: sidecar });
        after.fullnameOverride = name;
        await upgrade(await values('after', after));
        live.push(anonymous(await client.get(name), name));
        await helm('uninstall', name, '--wait');
      }

      expect(live[1]).toEqual(live[0]);
    });

    async function values(name: string, content: object): Promise<string> {
      const file = join(stage.work, `${name}.yaml`);
      await writeFile(file, JSON.stringify(content));
      return file;
    }
  });
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
    resourceVersion: _version,
    chart,
    hooks,
    ...rest
  } = record as ReleaseRecord;
  const plain = (files: readonly { name: string; data: Uint8Array }[]) =>
    files.map(({ name, data }) => `${name}: ${Buffer.from(data).toString('base64')}`).sort();
  // Helm 4 keeps line ends that Helm 3 cuts off.
  const text = (manifest: string) => manifest.replace(/\n+(?=---\n|$)/g, '\n');
  const plainHooks = hooks.map((hook) => ({ ...hook, manifest: text(`${hook.manifest}\n`) }));
  return {
    ...rest,
    manifest: text(record?.manifest ?? ''),
    chart: { ...chart, templates: plain(chart.templates), files: plain(chart.files) },
    hooks: plainHooks,
  };
}

/** A Deployment's metadata that people set, who manages it, and its spec; the order of lists that have keys is of no meaning. */
function anonymous(object: Pick<KubernetesObject, 'metadata' | 'spec'> | undefined, name: string): unknown {
  const { annotations = {}, managedFields = [] } = object?.metadata ?? {};
  const own = managedFields.filter(({ manager }) => manager === 'helm').map(({ operation }) => operation);
  const text = JSON.stringify({ own, theirs: annotations['theirs'], spec: object?.spec }).replaceAll(name, 'NAME');
  return JSON.parse(text, (key, member) =>
    ['containers', 'volumes'].includes(key)
      ? (member as { name: string }[]).toSorted((left, right) => (left.name < right.name ? -1 : 1))
      : member,
  );
}
