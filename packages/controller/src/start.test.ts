import { ConfigMap } from '@violet/api';
import { type Cluster, connectCluster, parseKubeconfig, type ResourceDefinition } from '@violet/kube';
import { manualClock } from '@violet/kube/testing';
import { Failure, type KubernetesObject } from '@violet/machinery';
import { aSandbox, type SandboxUnderTest } from '@violet/sandbox/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CacheIndex } from './caches/cache-index.ts';
import { createClusterSet } from './cluster-set.ts';
import { type Controller, type ControllerDefinition, defineController, watch } from './define.ts';
import { ensureDefinitions } from './definitions/ensure.ts';
import type { Log } from './log.ts';
import { again, done } from './outcome.ts';
import { type RunningControllers, type StartOptions, startControllers } from './start.ts';

interface Probe extends KubernetesObject {
  spec: { value?: number };
  status?: { seen?: number; note?: string };
}

const Probes: ResourceDefinition<Probe> = {
  group: 'violet.test',
  version: 'v1',
  kind: 'Probe',
  plural: 'probes',
  scope: 'Namespaced',
};

const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'probes.violet.test' },
  spec: {
    group: 'violet.test',
    scope: 'Namespaced',
    names: { kind: 'Probe', plural: 'probes', singular: 'probe', listKind: 'ProbeList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } },
      },
    ],
  },
};

let hubSandbox: SandboxUnderTest;
let memberSandbox: SandboxUnderTest;
let hub: Cluster;
let member: Cluster;
const running: RunningControllers[] = [];

beforeAll(async () => {
  [hubSandbox, memberSandbox] = await Promise.all([aSandbox({ name: 'hub' }), aSandbox({ name: 'member' })]);
  hub = connectCluster(parseKubeconfig(hubSandbox.kubeconfig).access());
  member = connectCluster(parseKubeconfig(memberSandbox.kubeconfig).access());
  await Promise.all([hub, member].map((cluster) => ensureDefinitions(cluster, [definition])));
});

afterEach(async () => {
  for (const controllers of running.splice(0)) await controllers.stop();
  for (const cluster of [hub, member]) {
    await cluster.resource(Probes, 'default').deleteCollection();
    await cluster.resource(ConfigMap, 'default').deleteCollection();
  }
});

afterAll(async () => {
  await Promise.all([hub.close(), member.close()]);
  await Promise.all([hubSandbox.close(), memberSandbox.close()]);
});

function start(controllers: Controller[], options: Partial<StartOptions> = {}) {
  const clusters = options.clusters ?? createClusterSet();
  const started = startControllers({ controllers, hub: 'hub', identity: 'me', lease: 'none', clusters, ...options });
  running.push(started);
  if (options.clusters === undefined) clusters.join('hub', hub);
  return { clusters, started };
}

function aController<World>(
  definition: Partial<ControllerDefinition<Probe, World>> &
    Pick<ControllerDefinition<Probe, World>, 'steps' | 'observe'>,
): Controller {
  return defineController<Probe, World>({ name: 'probe', scope: 'hub', kind: Probes, ...definition });
}

const nothing = () => undefined;

function aProbe(name: string, value = 0, metadata: KubernetesObject['metadata'] = {}): Probe {
  return { apiVersion: 'violet.test/v1', kind: 'Probe', metadata: { name, ...metadata }, spec: { value } };
}

async function status(name: string, cluster = hub): Promise<Probe['status']> {
  return (await cluster.resource(Probes, 'default').get(name))?.status;
}

describe('the loop', () => {
  it('patches the status when a step changed it, and only then', async () => {
    let runs = 0;
    start([
      aController({
        observe: nothing,
        steps: [
          (probe) => {
            runs++;
            probe.status = { ...probe.status, seen: probe.spec.value ?? -1 };
          },
        ],
      }),
    ]);
    const probes = hub.resource(Probes, 'default');
    await probes.create(aProbe('a', 1));

    await expect.poll(() => status('a')).toEqual({ seen: 1 });
    const { metadata } = await probes.patch('a', { type: 'merge', body: { metadata: { labels: { touched: 'yes' } } } });
    await expect.poll(() => runs).toBeGreaterThanOrEqual(3);
    expect((await probes.get('a'))?.metadata.resourceVersion).toBe(metadata.resourceVersion);
  });

  it('stops at the first outcome and comes back after its time', async () => {
    const seen: string[] = [];
    start([
      aController({
        observe: nothing,
        steps: [
          () => void seen.push('first'),
          () => (seen.length < 5 ? again(1) : done),
          () => void seen.push('never'),
        ],
      }),
    ]);
    await hub.resource(Probes, 'default').create(aProbe('a'));

    await expect.poll(() => seen.length).toBe(5);
    expect(seen).not.toContain('never');
  });

  it('tries again after a throw, and keeps what the steps before it learned', async () => {
    let attempts = 0;
    start([
      aController({
        observe: nothing,
        steps: [
          (probe) => {
            probe.status = { note: `attempt ${Math.min(++attempts, 3)}` };
          },
          () => {
            if (attempts < 3) throw new Failure('ServiceUnavailable', 'not yet');
          },
        ],
      }),
    ]);
    await hub.resource(Probes, 'default').create(aProbe('a'));

    await expect.poll(() => status('a')).toEqual({ note: 'attempt 3' });
  });

  it('writes what a run has done though the object was labelled meanwhile', async () => {
    const probes = hub.resource(Probes, 'default');
    let deeds = 0;
    start([
      aController({
        observe: nothing,
        steps: [
          async (probe) => {
            if (probe.status !== undefined) return done;
            await probes.patch('a', { type: 'merge', body: { metadata: { labels: { by: 'another' } } } });
            probe.status = { seen: ++deeds };
            return done;
          },
        ],
      }),
    ]);
    await probes.create(aProbe('a'));

    await expect.poll(() => status('a')).toEqual({ seen: 1 });
  });

  it('waits for a change after Invalid', async () => {
    const values: (number | undefined)[] = [];
    const { started } = start([
      aController({
        observe: nothing,
        steps: [
          ({ spec }) => {
            values.push(spec.value);
            if (spec.value === 1) throw new Failure('Invalid', 'one is no good');
          },
        ],
      }),
    ]);
    const probes = hub.resource(Probes, 'default');
    await probes.create(aProbe('a', 1));
    await expect.poll(() => started.metrics.print()).toContain('result="invalid"} 1');

    await probes.patch('a', { type: 'merge', body: { spec: { value: 2 } } });

    await expect.poll(() => values).toEqual([1, 2]);
  });

  it.each([
    {
      change: 'sets another spec',
      step: (probe: Probe) => {
        probe.spec = { value: 9 };
      },
      error: 'a step of probe changed spec of Probe a: steps may change status only',
    },
    {
      change: 'changes the spec',
      step: (probe: Probe) => {
        probe.spec.value = 9;
      },
      error: "Cannot assign to read only property 'value' of object '#<Object>'",
    },
  ])('takes a step that $change for a programmer error', async ({ step, error }) => {
    const errors: string[] = [];
    const log: Log = {
      debug() {},
      info() {},
      warn() {},
      error: (fields) => void errors.push(String((fields as { err: Error }).err.message)),
    };
    start([aController({ observe: nothing, steps: [step] })], { log });
    await hub.resource(Probes, 'default').create(aProbe('a', 1));

    await expect.poll(() => errors[0]).toBe(error);
    expect((await hub.resource(Probes, 'default').get('a'))?.spec.value).toBe(1);
  });

  it('holds an object by its finalizer until the last steps went through', async () => {
    let mayGo = false;
    start([
      aController({
        observe: nothing,
        finalizer: 'violet.test/probe',
        steps: [
          (probe) => {
            probe.status = { note: 'here' };
          },
        ],
        finalize: [
          (probe) => {
            probe.status = { note: 'going' };
            return mayGo ? undefined : again(5);
          },
        ],
      }),
    ]);
    const probes = hub.resource(Probes, 'default');
    await probes.create(aProbe('a'));
    await expect.poll(() => status('a')).toEqual({ note: 'here' });

    await probes.delete('a');
    await expect.poll(() => status('a')).toEqual({ note: 'going' });
    mayGo = true;

    await expect.poll(() => probes.get('a')).toBeUndefined();
  });

  it('leaves alone what does not concern it', async () => {
    const seen: string[] = [];
    start([
      aController({
        observe: nothing,
        concerns: ({ metadata }) => metadata.labels?.['mine'] === 'yes',
        steps: [({ metadata }) => void seen.push(metadata.name)],
      }),
    ]);
    const probes = hub.resource(Probes, 'default');
    await probes.create(aProbe('other'));
    await probes.create(aProbe('mine', 0, { labels: { mine: 'yes' } }));

    await expect.poll(() => seen).toEqual(['mine']);
  });

  it('tells of a key whose object is not there, so that it can be made', async () => {
    start([
      aController({
        watches: [watch({ kind: ConfigMap, keys: ({ metadata }) => [{ name: metadata.name, namespace: 'default' }] })],
        observe: nothing,
        steps: [],
        whenAbsent: async ({ name, namespace }, reader) => {
          if (name === 'wanted') await reader.client.resource(Probes, namespace).create(aProbe(name, 7));
        },
      }),
    ]);
    await hub
      .resource(ConfigMap, 'default')
      .create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'wanted' } });

    await expect.poll(async () => (await hub.resource(Probes, 'default').get('wanted'))?.spec.value).toBe(7);
  });

  it('looks at an object again when work that went on after the step says so', async () => {
    const finished = Promise.withResolvers<string>();
    let result: string | undefined;
    start([
      aController({
        observe: () => undefined,
        steps: [
          (probe, _world, context) => {
            probe.status = { note: result ?? 'waiting' };
            if (result !== undefined) return;
            void finished.promise.then((value) => {
              result = value;
              context.requeue();
            });
          },
        ],
      }),
    ]);
    await hub.resource(Probes, 'default').create(aProbe('a'));
    await expect.poll(() => status('a')).toEqual({ note: 'waiting' });

    finished.resolve('over');

    await expect.poll(() => status('a')).toEqual({ note: 'over' });
  });

  it('is patient with a burst of changes where it is told to be', async () => {
    const clock = manualClock();
    const values: number[] = [];
    const atRest = 1;
    start(
      [aController({ patienceMs: 300, observe: nothing, steps: [({ spec }) => void values.push(spec.value ?? 0)] })],
      { clock },
    );
    await expect.poll(() => clock.waiting).toBe(atRest);
    const probes = hub.resource(Probes, 'default');

    await probes.create(aProbe('a', 1));
    await expect.poll(() => clock.waiting).toBe(atRest + 1);
    for (const value of [2, 3]) await probes.patch('a', { type: 'merge', body: { spec: { value } } });
    await probes.create(aProbe('b', 4));
    await expect.poll(() => clock.waiting).toBe(atRest + 2);
    clock.advance(300);

    await expect.poll(() => values).toEqual([3, 4]);
  });

  it('looks at everything again when something outside has changed', async () => {
    let poke = () => {};
    let there = false;
    start([
      aController({
        observe: () => ({ there }),
        alsoWhen: (requeueAll) => {
          poke = requeueAll;
          return () => {};
        },
        steps: [
          (probe, world) => {
            probe.status = { note: world.there ? 'there' : 'missing' };
          },
        ],
      }),
    ]);
    await hub.resource(Probes, 'default').create(aProbe('a'));
    await expect.poll(() => status('a')).toEqual({ note: 'missing' });

    there = true;
    poke();

    await expect.poll(() => status('a')).toEqual({ note: 'there' });
  });
});

describe('watches', () => {
  const countMaps = aController({
    watches: [
      watch({
        kind: ConfigMap,
        namespace: 'default',
        where: 'everywhere',
        keys: ({ metadata }) => [{ name: metadata.name, namespace: 'default' }],
      }),
    ],
    observe: ({ metadata }, reader) => {
      const reach = reader.member('member');
      return reach === undefined ? undefined : (reach.get(ConfigMap, metadata.name, 'default')?.data?.['n'] ?? 'none');
    },
    steps: [
      (probe, found) => {
        probe.status = { note: String(found) };
      },
    ],
  });

  it('of a hub-scoped controller look into members as they join, change and leave', async () => {
    const { clusters } = start([countMaps]);
    await hub.resource(Probes, 'default').create(aProbe('a'));
    await expect.poll(() => status('a')).toEqual({ note: 'undefined' });

    clusters.join('member', member);
    await expect.poll(() => status('a')).toEqual({ note: 'none' });
    await member
      .resource(ConfigMap, 'default')
      .create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { n: '1' } });
    await expect.poll(() => status('a')).toEqual({ note: '1' });
    clusters.leave('member');

    await expect.poll(() => status('a')).toEqual({ note: 'undefined' });
  });

  it('of a member-scoped controller see their own cluster alone', async () => {
    const { clusters } = start([
      aController({
        scope: 'member',
        watches: [watch({ kind: ConfigMap, namespace: 'default', keys: () => [{ name: 'a', namespace: 'default' }] })],
        observe: (_probe, reader) => `${reader.cluster} ${reader.list(ConfigMap).length}`,
        steps: [
          (probe, note) => {
            probe.status = { note };
          },
        ],
      }),
    ]);
    clusters.join('member', member);
    await Promise.all([hub, member].map((cluster) => cluster.resource(Probes, 'default').create(aProbe('a'))));
    await member
      .resource(ConfigMap, 'default')
      .create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } });

    await expect.poll(() => status('a', member)).toEqual({ note: 'member 1' });
    await expect.poll(() => status('a', hub)).toEqual({ note: 'hub 0' });
  });

  it('cover all that is read: reading another kind is a programmer error', async () => {
    const errors: string[] = [];
    const log: Log = {
      debug() {},
      info() {},
      warn() {},
      error: (fields) => void errors.push(String((fields as { err: Error }).err.message)),
    };
    start([aController({ observe: (_probe, reader) => reader.list(ConfigMap).length, steps: [] })], { log });
    await hub.resource(Probes, 'default').create(aProbe('a'));

    await expect.poll(() => errors[0]).toBe('probe reads ConfigMap in hub without watching it');
  });

  it('are asked by words, in all caches of a kind', async () => {
    const ofTeam: CacheIndex<ConfigMap> = { name: 'team', words: ({ data }) => [data?.['team'] ?? ''] };
    const probes = [1, 2, 3].map((value) => aProbe(`of-${value}`, value));
    const keys = () => probes.map(({ metadata: { name = '' } }) => ({ name, namespace: 'default' }));
    const named = (name: string) => ({ kind: ConfigMap, fieldSelector: `metadata.name=${name}`, keys });
    start([
      aController({
        watches: [watch({ ...named('x'), indexes: [ofTeam] }), watch(named('y')), watch(named('z'))],
        observe: (probe, reader) => reader.byIndex(ConfigMap, ofTeam, `team-${probe.spec.value}`),
        steps: [
          (probe, maps: readonly ConfigMap[]) => {
            probe.status = { note: maps.map(({ metadata }) => metadata.name).join() };
          },
        ],
      }),
    ]);
    for (const [name, team] of Object.entries({ x: 'team-1', y: 'team-2', z: 'team-1' }))
      await hub
        .resource(ConfigMap, 'default')
        .create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { team } });

    for (const probe of probes) await hub.resource(Probes, 'default').create(probe);

    await expect.poll(() => status('of-1')).toEqual({ note: 'x,z' });
    await expect.poll(() => status('of-2')).toEqual({ note: 'y' });
    await expect.poll(() => status('of-3')).toEqual({ note: '' });
  });

  it('show a run its own writes before the next one begins', async () => {
    let created = 0;
    start([
      aController({
        watches: [
          watch({
            kind: ConfigMap,
            namespace: 'default',
            keys: ({ metadata }) => [{ name: metadata.labels?.['of'] ?? '', namespace: 'default' }],
          }),
        ],
        observe: (_probe, reader) => reader,
        steps: [
          async ({ metadata }, reader) => {
            if (reader.list(ConfigMap).length > 0) return;
            created++;
            const map = {
              apiVersion: 'v1',
              kind: 'ConfigMap',
              metadata: { generateName: 'x-', labels: { of: metadata.name } },
            };
            await reader.whenSeen(ConfigMap, await reader.client.resource(ConfigMap, 'default').create(map));
          },
        ],
      }),
    ]);
    const probes = hub.resource(Probes, 'default');
    await probes.create(aProbe('a'));
    for (let value = 1; value <= 5; value++) await probes.patch('a', { type: 'merge', body: { spec: { value } } });

    await expect.poll(() => created).toBe(1);
    expect((await hub.resource(ConfigMap, 'default').list()).items).toHaveLength(1);
  });
});

describe('the lease', () => {
  it('lets one process act, and the next when it has stopped', async () => {
    const acting: string[] = [];
    const controllerOf = (identity: string) =>
      aController({ observe: nothing, steps: [() => void (acting.includes(identity) || acting.push(identity))] });
    const clusters = createClusterSet();
    clusters.join('hub', hub);
    const lease = { namespace: 'kube-system' };
    const { started: first } = start([controllerOf('first')], { clusters, lease, identity: 'first' });
    await hub.resource(Probes, 'default').create(aProbe('a'));
    await expect.poll(() => acting).toEqual(['first']);
    start([controllerOf('second')], { clusters, lease, identity: 'second' });

    await first.stop();

    await expect.poll(() => acting, { timeout: 5000 }).toEqual(['first', 'second']);
  });
});
