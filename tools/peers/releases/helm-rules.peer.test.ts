/** What real Helms do with hooks, names, histories and objects of others, and whether we do the same. */
import { resource } from '@violet/api';
import { systemClock } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import {
  type ActionOptions,
  installRelease,
  type ReleaseRecord,
  rollbackRelease,
  testRelease,
  uninstallRelease,
  upgradeRelease,
} from '@violet/releases';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPeerStage, type HelmVersion, type PeerStage, peerClusters } from './peer-stage.ts';

const maps = resource<KubernetesObject & { data?: Record<string, string> }>('v1', 'ConfigMap', 'configmaps');
const deployments = resource('apps/v1', 'Deployment', 'deployments');
const jobs = resource('batch/v1', 'Job', 'jobs');

const configMap = (name: string, data: string, annotations = '{}') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "${name}", annotations: ${annotations}}\ndata: ${data}\n`;
const job = (name: string, annotations: string, spec = '') => `apiVersion: batch/v1
kind: Job
metadata: {name: "${name}", annotations: {${annotations}}}
spec:
  backoffLimit: 0
  ${spec}
  template:
    spec:
      restartPolicy: Never
      containers: [{name: main, image: registry.example/job:1}]
`;

const deployment = (name: string, node: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: "${name}"}
spec:
  selector: {matchLabels: {app: "${name}"}}
  template:
    metadata: {labels: {app: "${name}"}}
    spec:
      nodeSelector: {kubernetes.io/os: "${node}"}
      containers: [{name: main, image: registry.example/web:1}]
`;

const [, startRealCluster] = peerClusters[1] ?? peerClusters[0] ?? [];

describe('with a real cluster', () => {
  let stage: PeerStage;

  beforeAll(async () => {
    if (startRealCluster === undefined) throw new Error('there is no cluster to start');
    stage = await aPeerStage(startRealCluster);
  });

  afterAll(async () => {
    await stage?.close();
  });

  const options = (): ActionOptions => ({
    cluster: stage.cluster,
    namespace: 'apps',
    clock: systemClock,
    timeoutMs: 20_000,
  });
  const map = (name: string) => stage.cluster.resource(maps, 'apps').get(name);
  const revisions = async (name: string) =>
    (await stage.store.history(name)).map(({ version, status, description }) => `${version} ${status}: ${description}`);

  describe.each<[string, HelmVersion, ActionOptions['apply']]>([
    ['Helm 3', 'helm', 'client'],
    ['Helm 4', 'helm4', 'server'],
  ])('%s', (_name, version, apply = 'auto') => {
    const helm = (...words: string[]) => stage.helm(version, ...words);
    const helmError = (...words: string[]) => stage.helmError(version, ...words);
    const applying = (): ActionOptions => ({ ...options(), apply });

    it('and we name the same reasons for refusing', async () => {
      const release = `${version}-refused`;
      const { path, chart } = await stage.chart(release, {
        'templates/a.yaml': configMap('{{ .Release.Name }}', '{}'),
      });
      const of = (name: string) => ({ name, chart, values: {} });
      const theirs: string[] = [];
      const ours: string[] = [];
      const compare = async (words: string[], deed: () => Promise<unknown>) => {
        theirs.push(await helmError(...words));
        ours.push(
          await deed().then(
            () => 'done',
            (error: Error) => error.message,
          ),
        );
      };
      await stage.cluster
        .resource(maps, 'apps')
        .create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${release}-2` } });

      await compare(['upgrade', release, path], () => upgradeRelease(of(release), options()));
      await compare(['rollback', release], () => rollbackRelease(release, options()));
      await compare(['test', release], () => testRelease(release, options()));
      await compare(['install', `${release}-2`, path], () => installRelease(of(`${release}-2`), options()));
      await helm('install', release, path);
      await compare(['install', release, path], () => installRelease(of(release), options()));
      await compare(['rollback', release, '7'], () => rollbackRelease(release, { ...options(), version: 7 }));
      const [first] = await stage.store.history(release);
      await stage.store.create({ ...(first as ReleaseRecord), version: 2, status: 'pending-upgrade' });
      await compare(['upgrade', release, path], () => upgradeRelease(of(release), options()));
      await stage.store.delete({ name: release, version: 2 });
      await helm('uninstall', release, '--keep-history');
      await compare(['uninstall', release, '--keep-history'], () =>
        uninstallRelease(release, { ...options(), keepHistory: true }),
      );
      await helm('uninstall', release);

      expect(ours.map(inWordsOfHelm3)).toEqual(theirs.map(inWordsOfHelm3));
      expect(theirs).toHaveLength(8);
    });

    it('and we run the same hooks, and leave the same of them', async () => {
      const hook = (name: string, annotations: string) => ({
        [`templates/${name}.yaml`]: job(`{{ .Release.Name }}-${name}`, annotations),
      });
      const { path, chart } = await stage.chart('hooks', {
        ...hook('early', '"helm.sh/hook": pre-install, "helm.sh/hook-weight": "-5"'),
        ...hook('gone', '"helm.sh/hook": "pre-install,pre-upgrade", "helm.sh/hook-delete-policy": hook-succeeded'),
        ...hook('late', '"helm.sh/hook": "post-install,post-upgrade,post-rollback"'),
        ...hook('back', '"helm.sh/hook": pre-rollback'),
        ...hook('probe', '"helm.sh/hook": test'),
        ...hook('farewell', '"helm.sh/hook": pre-delete'),
        ...hook(
          'after',
          '"helm.sh/hook": post-delete, "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded"',
        ),
        'templates/m.yaml': configMap('{{ .Release.Name }}', '{revision: "{{ .Release.Revision }}"}'),
      });
      const [theirs, ours] = [`${version}-theirs`, `${version}-ours`];
      const of = (name: string) => ({ name, chart, values: {} });
      const phases = async (name: string) => {
        const record = (await stage.store.history(name)).at(-1);
        const run = record?.hooks.map((one) => `${one.name.replace(name, '')} ${one.lastRun.phase}`);
        return [record?.status, record?.description, run, await left(name)];
      };
      const left = async (name: string) =>
        (await stage.cluster.resource(jobs, 'apps').list()).items.flatMap(({ metadata }) =>
          metadata.name.startsWith(name) ? [metadata.name.replace(name, '')] : [],
        );
      const seen: Record<string, unknown[]> = { [theirs]: [], [ours]: [] };
      const both = async (their: () => Promise<unknown>, our: () => Promise<unknown>) => {
        await Promise.all([their(), our()]);
        for (const name of [theirs, ours]) seen[name]?.push(await phases(name));
      };

      await both(
        () => helm('install', theirs, path),
        () => installRelease(of(ours), applying()),
      );
      await both(
        () => helm('upgrade', theirs, path),
        () => upgradeRelease(of(ours), options()),
      );
      await both(
        () => helm('rollback', theirs, '1'),
        () => rollbackRelease(ours, { ...options(), version: 1 }),
      );
      await both(
        () => helm('test', theirs),
        () => testRelease(ours, options()),
      );
      await both(
        () => helm('uninstall', theirs, '--keep-history', '--wait'),
        () => uninstallRelease(ours, { ...options(), keepHistory: true }),
      );

      expect(seen[ours]).toEqual(seen[theirs]);
      expect(await revisions(ours)).toEqual(await revisions(theirs));
      for (const name of [theirs, ours]) await uninstallRelease(name, options());
    });

    it('and we keep the same revisions, whoever makes them', async () => {
      const { path, chart } = await stage.chart('many', {
        'templates/m.yaml': configMap('{{ .Values.name }}', '{a: "{{ .Values.a }}"}'),
      });
      const [theirs, ours] = [`${version}-many`, `${version}-many-ours`];
      const good = (name: string) => ({ name, a: '1' });
      const bad = { name: 'Not_a_name', a: '1' };
      const flags = (values: Record<string, string>) =>
        Object.entries(values).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
      await helm('install', theirs, path, ...flags(good(theirs)));
      await installRelease({ name: ours, chart, values: good(ours) }, applying());
      const kept: string[][] = [];
      for (const isGood of [true, true, false, false, true, false]) {
        const their = helm('upgrade', theirs, path, '--history-max', '3', ...flags(isGood ? good(theirs) : bad));
        await their.catch(() => undefined);
        const our = upgradeRelease(
          { name: ours, chart, values: isGood ? good(ours) : bad },
          { ...options(), historyMax: 3 },
        );
        await our.catch(() => undefined);
        kept.push(await shortRevisions(theirs), await shortRevisions(ours));
      }
      await helm('upgrade', ours, path, '--history-max', '2', ...flags(good(ours)));

      for (let index = 0; index < kept.length; index += 2) expect(kept[index + 1]).toEqual(kept[index]);
      expect(await shortRevisions(ours)).toEqual(['6 superseded', '8 deployed']);
      for (const name of [theirs, ours]) await uninstallRelease(name, options());
    });

    async function shortRevisions(name: string): Promise<string[]> {
      return (await stage.store.history(name)).map(({ version: revision, status }) => `${revision} ${status}`);
    }

    it('and we use a name again', async () => {
      const { path, chart } = await stage.chart('reused', {
        'templates/m.yaml': configMap('{{ .Release.Name }}', '{r: "{{ .Release.Revision }} {{ .Release.IsInstall }}"}'),
      });
      const [theirs, ours] = [`${version}-reused`, `${version}-reused-ours`];
      for (const name of [theirs, ours]) {
        await helm('install', name, path);
        await helm('uninstall', name, '--keep-history', '--wait');
      }

      await helm('install', '--replace', theirs, path);
      await installRelease({ name: ours, chart, values: {} }, { ...applying(), replace: true });

      expect(await revisions(ours)).toEqual(await revisions(theirs));
      expect((await map(ours))?.data).toEqual((await map(theirs))?.data);
      for (const name of [theirs, ours]) await helm('uninstall', name, '--wait');
    });

    it('and we keep what is to be kept, and take it again', async () => {
      const keep = '{"helm.sh/resource-policy": keep}';
      const { path, chart } = await stage.chart('keeping', {
        'templates/m.yaml': `{{ if .Values.have }}${configMap('{{ .Release.Name }}', '{a: "{{ .Values.have }}"}', keep)}{{ end }}`,
        'values.yaml': 'have: first\n',
      });
      const [theirs, ours] = [`${version}-keeping`, `${version}-keeping-ours`];
      const of = (have: string) => ({ name: ours, chart, values: { have } });
      const live: unknown[] = [];
      const look = async () => {
        const found = await Promise.all([map(theirs), map(ours)]);
        live.push(found.map((one) => one?.data));
      };

      await helm('install', theirs, path);
      await installRelease(of('first'), applying());
      await helm('upgrade', theirs, path, '--set', 'have=');
      await upgradeRelease(of(''), options());
      await look();
      await helm('upgrade', theirs, path, '--set', 'have=second');
      await upgradeRelease(of('second'), options());
      await look();
      await helm('uninstall', theirs, '--wait');
      await uninstallRelease(ours, options());
      await look();
      await helm('install', theirs, path, '--set', 'have=third');
      await installRelease(of('third'), applying());
      await look();

      expect(live).toEqual(['first', 'second', 'second', 'third'].map((a) => [{ a }, { a }]));
      for (const name of [theirs, ours]) await uninstallRelease(name, options());
    });

    it('and we take what is somebody else’s when we are told to', async () => {
      const { path, chart } = await stage.chart('taking', {
        'templates/m.yaml': configMap('{{ .Release.Name }}-m', '{a: ours, b: ours}'),
      });
      const [theirs, ours] = [`${version}-taking`, `${version}-taking-ours`];
      for (const name of [theirs, ours]) {
        const object = {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: `${name}-m` },
          data: { a: 'theirs', c: 'theirs' },
        };
        await stage.cluster.resource(maps, 'apps').create(object, { fieldManager: 'somebody' });
      }
      // By server-side apply, a field that somebody has set is a conflict for a real Helm, too.
      const force = version === 'helm4' ? ['--force-conflicts'] : [];

      await helm('install', theirs, path, '--take-ownership', ...force);
      await installRelease(
        { name: ours, chart, values: {} },
        { ...applying(), takeOwnership: true, forceConflicts: version === 'helm4' },
      );

      const [their, our] = await Promise.all([map(`${theirs}-m`), map(`${ours}-m`)]);
      // The API server orders them by the second in which they were written.
      const managers = (object: typeof our) =>
        object?.metadata.managedFields
          ?.map(({ manager = '', operation, fieldsV1 }) => ({ manager, operation, fieldsV1 }))
          .toSorted((one, other) => one.manager.localeCompare(other.manager));
      expect(our?.data).toEqual(their?.data);
      expect(managers(our)).toEqual(managers(their));
      for (const name of [theirs, ours]) await uninstallRelease(name, options());
    });

    it('and our templates find the same in the cluster', async () => {
      const found = (expression: string) => `{{ ${expression} | toJson | quote }}`;
      const data = {
        object: found('(lookup "v1" "Namespace" "" "apps").metadata.labels'),
        number: found(
          'printf "%T %v" (lookup "apps/v1" "Deployment" "kube-system" "none").spec (lookup "v1" "Service" "default" "kubernetes").spec.ports',
        ),
        list: found('(index (lookup "v1" "Service" "default" "").items 0).kind'),
        all: found('len (lookup "v1" "Service" "" "").items'),
        kind: found('(lookup "v1" "Service" "default" "").kind'),
        none: found('lookup "v1" "ConfigMap" "apps" "none"'),
        nonsense: found('lookup "v1" "Nonsense" "apps" "none"'),
        unplaced: found('lookup "v1" "Service" "" "kubernetes"'),
        chained: found('(lookup "v1" "Namespace" "" (lookup "v1" "Namespace" "" "apps").metadata.name).status.phase'),
      };
      const lines = Object.entries(data).map(([key, value]) => `\n  ${key}: ${value}`);
      const { path, chart } = await stage.chart('lookups', {
        'templates/m.yaml': configMap('{{ .Release.Name }}', lines.join('')),
      });
      const [theirs, ours] = [`${version}-lookups`, `${version}-lookups-ours`];

      await helm('install', theirs, path);
      await installRelease({ name: ours, chart, values: {} }, { ...applying(), lookup: true });

      expect((await map(ours))?.data).toEqual((await map(theirs))?.data);
      const broken = await stage.chart('asks', {
        'templates/m.yaml': '{{ lookup "nope.example.com/v1" "Nope" "" "x" }}',
      });
      const their = await helmError('install', `${theirs}-x`, broken.path);
      const our = installRelease(
        { name: `${ours}-x`, chart: broken.chart, values: {} },
        { ...options(), lookup: true },
      );
      await expect(our).rejects.toThrow(their.split('\n').at(-1));
      for (const name of [theirs, ours]) await uninstallRelease(name, options());
    });

    it('and we go back when something fails', async () => {
      const { path, chart } = await stage.chart('atomic', {
        'templates/m.yaml': configMap('{{ .Release.Name }}', '{a: "{{ .Values.a }}"}'),
        'templates/n.yaml': `{{ if .Values.bad }}${configMap('Not_a_name', '{}')}{{ end }}`,
        'templates/o.yaml': `{{ if .Values.bad }}${configMap('{{ .Release.Name }}-new', '{}')}{{ end }}`,
      });
      const [theirs, ours] = [`${version}-atomic`, `${version}-atomic-ours`];
      const atomic = version === 'helm' ? '--atomic' : '--rollback-on-failure';
      const wording = (text: string) => inWordsOfHelm3(text).replaceAll(ours, theirs);
      const bad = { a: '2', bad: true };
      const failing = (deed: Promise<unknown>) =>
        deed.then(
          () => 'done',
          (error: Error) => error.message,
        );

      const theirInstall = await helmError('install', theirs, path, atomic, '--set', 'a=2,bad=true');
      const ourInstall = await failing(
        installRelease({ name: ours, chart, values: bad }, { ...applying(), atomic: true }),
      );
      const none = [await revisions(theirs), await revisions(ours)];
      await helm('install', theirs, path, '--set', 'a=1');
      await installRelease({ name: ours, chart, values: { a: '1' } }, applying());
      const theirUpgrade = await helmError('upgrade', theirs, path, atomic, '--set', 'a=2,bad=true');
      const ourUpgrade = await failing(
        upgradeRelease({ name: ours, chart, values: bad }, { ...options(), atomic: true }),
      );

      expect(none).toEqual([[], []]);
      expect(wording(ourInstall)).toBe(wording(theirInstall));
      expect(wording(ourUpgrade)).toBe(wording(theirUpgrade));
      expect((await revisions(ours)).map(wording)).toEqual((await revisions(theirs)).map(wording));
      expect([(await map(ours))?.data, await map(`${ours}-new`)]).toEqual([
        (await map(theirs))?.data,
        await map(`${theirs}-new`),
      ]);
      for (const name of [theirs, ours]) await uninstallRelease(name, options());
    });

    it('and we wait for the same', async () => {
      const { path, chart } = await stage.chart('waiting', {
        'templates/d.yaml': deployment('{{ .Release.Name }}', '{{ .Values.node }}'),
        'templates/j.yaml': job('{{ .Release.Name }}', ''),
        'templates/s.yaml':
          'apiVersion: v1\nkind: Service\nmetadata: {name: "{{ .Release.Name }}"}\nspec: {ports: [{port: 80}]}\n',
        'values.yaml': 'node: linux\n',
      });
      const [theirs, ours] = [`${version}-waiting`, `${version}-waiting-ours`];
      const states = (name: string) =>
        Promise.all([
          stage.cluster.resource(deployments, 'apps').get(name),
          stage.cluster.resource(jobs, 'apps').get(name),
        ]).then((objects) => objects.map((object) => (object?.status ?? {}) as Record<string, unknown>));
      const summary = async (name: string) => {
        const [web, once] = await states(name);
        const { status } = (await stage.store.history(name))[0] ?? {};
        return [status, web?.['availableReplicas'] ?? 0, once?.['succeeded'] ?? 0];
      };
      const seen: Record<string, unknown[]> = { [theirs]: [], [ours]: [] };

      await Promise.all([
        helm('install', theirs, path, '--wait', '--wait-for-jobs', '--timeout', '40s').then(async () =>
          seen[theirs]?.push(await summary(theirs)),
        ),
        installRelease({ name: ours, chart, values: {} }, { ...applying(), wait: 'jobs', timeoutMs: 40_000 }).then(
          async () => seen[ours]?.push(await summary(ours)),
        ),
      ]);
      for (const name of [theirs, ours]) await uninstallRelease(name, options());
      await Promise.allSettled([
        helm('install', theirs, path, '--wait', '--timeout', '3s', '--set', 'node=none'),
        installRelease(
          { name: ours, chart, values: { node: 'none' } },
          { ...applying(), wait: 'workloads', timeoutMs: 3000 },
        ),
      ]);
      for (const name of [theirs, ours]) seen[name]?.push((await summary(name)).slice(0, 2));

      expect(seen[ours]).toEqual([
        ['deployed', 1, 1],
        ['failed', 0],
      ]);
      expect(seen[theirs]).toEqual(seen[ours]);
      for (const name of [theirs, ours]) await uninstallRelease(name, options());
    });

    it('and we say the same of a hook that fails', async () => {
      const failing = job('{{ .Release.Name }}-h', '"helm.sh/hook": pre-install', 'activeDeadlineSeconds: 1').replace(
        'restartPolicy',
        'nodeSelector: {no: such}\n      restartPolicy',
      );
      const { path, chart } = await stage.chart('failing', { 'templates/h.yaml': failing });
      const [theirs, ours] = [`${version}-failing`, `${version}-failing-ours`];

      const their = await helmError('install', theirs, path);
      const our = installRelease({ name: ours, chart, values: {} }, applying());

      await expect(our).rejects.toThrow(`failed pre-install: job ${ours}-h failed: DeadlineExceeded`);
      expect(their).toMatch(
        version === 'helm' ? `job ${theirs}-h failed: DeadlineExceeded` : `${theirs}-h not ready. status: Failed`,
      );
      const hooks = await Promise.all(
        [theirs, ours].map(async (name) => (await stage.store.history(name))[0]?.hooks[0]?.lastRun.phase),
      );
      expect(hooks).toEqual(['Failed', 'Failed']);
      for (const name of [theirs, ours]) await uninstallRelease(name, options());
    });
  });

  it('Helm 4 turns a release of ours from three-way merge to server-side apply as we do', async () => {
    const { path, chart } = await stage.chart('turning', {
      'templates/m.yaml': configMap('{{ .Release.Name }}', '{{ toJson .Values.data }}'),
    });
    const live: unknown[] = [];
    for (const name of ['turn-theirs', 'turn-ours']) {
      await installRelease({ name, chart, values: { data: { a: '1', b: '1' } } }, options());
      if (name === 'turn-theirs') {
        await stage.helm('helm4', 'upgrade', name, path, '--server-side=true', '--set-string', 'data.a=2');
      } else {
        await upgradeRelease({ name, chart, values: { data: { a: '2' } } }, { ...options(), apply: 'server' });
      }
      const object = await map(name);
      const managers = object?.metadata.managedFields?.map(({ manager, operation, fieldsV1 }) => [
        manager,
        operation,
        fieldsV1,
      ]);
      live.push([object?.data, managers, (await stage.store.history(name)).map(({ applyMethod }) => applyMethod)]);
      await stage.helm('helm4', 'rollback', name, '1');
      live.push([(await map(name))?.data, (await stage.store.history(name)).at(-1)?.applyMethod]);
      await stage.helm('helm4', 'uninstall', name, '--wait');
    }

    expect(live.slice(2)).toEqual(live.slice(0, 2));
    expect(live[0]).toMatchObject([{ a: '2' }, [['helm', 'Apply', {}]], ['csa', 'ssa']]);
  });
});

/** Where Helm 4 says the same in other words, and without what Helm 3 puts around a single error. */
function inWordsOfHelm3(text: string): string {
  return text
    .replace(/^(release name check failed: )/, '')
    .replace('cannot reuse a name', 'cannot re-use a name')
    .replace(/^unable to continue/, 'Unable to continue')
    .replaceAll('rollback-on-failure', 'atomic')
    .replace(/1 error occurred:\s+\* ([\s\S]*?)\s*$/, '$1');
}
