import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aLiveCluster, type LiveCluster } from '../testing/a-live-cluster.ts';
import { Event } from './kinds/core.ts';
import { Pod } from './kinds/pod.ts';
import { ControllerRevision, DaemonSet, Deployment, ReplicaSet, StatefulSet } from './kinds/workloads.ts';
import { isTerminating } from './pods/state.ts';

let cluster: LiveCluster;

beforeAll(async () => {
  cluster = await aLiveCluster({ simulation: { nodes: [{ name: 'amd' }, { name: 'arm', architecture: 'arm64' }] } });
});

afterAll(() => cluster.close());

function workload(kind: string, name: string, spec: object = {}, podSpec: object = {}) {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx:1' }], ...podSpec } };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: { selector: { matchLabels: labels }, template, ...spec },
  };
}

const withImage = (image: string) => ({ containers: [{ name: 'c', image }] });

async function imagesOf(app: string): Promise<(string | undefined)[]> {
  const pods = (await cluster.list(Pod, `app=${app}`)).filter((pod) => !isTerminating(pod));
  return pods.map(({ spec }) => spec.containers[0]?.image);
}

describe('a Deployment', () => {
  const isAvailable = (name: string) =>
    cluster.expectObject(
      Deployment,
      name,
      (found) => found?.status?.conditions?.find(({ type }) => type === 'Available')?.status,
    );
  const rollout = (name: string) =>
    cluster.expectObject(Deployment, name, (found) => {
      const {
        updatedReplicas = 0,
        replicas = 0,
        availableReplicas = 0,
        observedGeneration,
        conditions,
      } = found?.status ?? {};
      const reason = conditions?.find(({ type }) => type === 'Progressing')?.reason;
      return {
        updatedReplicas,
        replicas,
        availableReplicas,
        reason,
        observed: observedGeneration === found?.metadata.generation,
      };
    });
  const done = (replicas: number) => ({
    updatedReplicas: replicas,
    replicas,
    availableReplicas: replicas,
    reason: 'NewReplicaSetAvailable',
    observed: true,
  });

  it('becomes available through the pods of its ReplicaSet', async () => {
    await cluster.apply(workload('Deployment', 'web', { replicas: 2 }));

    await rollout('web').toBecome(done(2));
    const [replicaSet, ...others] = await cluster.list(ReplicaSet, 'app=web');

    expect(others).toEqual([]);
    expect(replicaSet?.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('1');
    expect(await imagesOf('web')).toEqual(['nginx:1', 'nginx:1']);
  });

  it('rolls on to another template, and back', async () => {
    await cluster.apply(workload('Deployment', 'rolling', { replicas: 3 }));
    await rollout('rolling').toBecome(done(3));

    await cluster.apply(workload('Deployment', 'rolling', { replicas: 3 }, withImage('nginx:2')));
    await rollout('rolling').toBecome(done(3));
    await expect.poll(() => imagesOf('rolling')).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
    await cluster.apply(workload('Deployment', 'rolling', { replicas: 3 }));
    await rollout('rolling').toBecome(done(3));

    const revisions = (await cluster.list(ReplicaSet, 'app=rolling')).map(({ spec, metadata }) => [
      spec.template.spec.containers[0]?.image,
      spec.replicas,
      metadata.annotations?.['deployment.kubernetes.io/revision'],
    ]);
    expect(revisions.sort()).toEqual([
      ['nginx:1', 3, '3'],
      ['nginx:2', 0, '2'],
    ]);
    expect((await cluster.client.resource(Deployment, 'default').get('rolling'))?.metadata.generation).toBe(3);
  });

  it('keeps the old version serving while the new one cannot start', async () => {
    cluster.images.missing.add('nginx:broken');
    await cluster.apply(workload('Deployment', 'careful', { replicas: 2 }));
    await rollout('careful').toBecome(done(2));

    await cluster.apply(workload('Deployment', 'careful', { replicas: 2 }, withImage('nginx:broken')));
    await rollout('careful').toBecome({
      updatedReplicas: 1,
      replicas: 3,
      availableReplicas: 2,
      reason: 'ReplicaSetUpdated',
      observed: true,
    });

    expect((await imagesOf('careful')).sort()).toEqual(['nginx:1', 'nginx:1', 'nginx:broken']);
    await isAvailable('careful').toBecome('True');
  });

  it('of strategy Recreate never runs both versions', async () => {
    const strategy = { strategy: { type: 'Recreate' } };
    await cluster.apply(workload('Deployment', 'lonely', strategy));
    await rollout('lonely').toBecome(done(1));
    const seen = new Set<string>();
    const watching = new AbortController();
    const { resourceVersion } = await cluster.client.resource(Pod, 'default').list();
    const events = cluster.client
      .resource(Pod, 'default')
      .watch({ resourceVersion, labelSelector: 'app=lonely', signal: watching.signal });
    await cluster.apply(workload('Deployment', 'lonely', strategy, withImage('nginx:2')));

    for await (const event of events) {
      if (event.type === 'BOOKMARK') continue;
      seen.add(`${event.type} ${event.object.spec.containers[0]?.image}`);
      if (event.type === 'ADDED') break;
    }
    watching.abort();

    expect([...seen]).toContain('DELETED nginx:1');
    expect([...seen].at(-1)).toBe('ADDED nginx:2');
    await rollout('lonely').toBecome(done(1));
  });

  it('that is paused scales but does not roll', async () => {
    await cluster.apply(workload('Deployment', 'paused', { replicas: 1 }));
    await rollout('paused').toBecome(done(1));

    await cluster.apply(workload('Deployment', 'paused', { replicas: 2, paused: true }, withImage('nginx:2')));
    await expect.poll(() => imagesOf('paused')).toEqual(['nginx:1', 'nginx:1']);
    await cluster.apply(workload('Deployment', 'paused', { replicas: 2, paused: false }, withImage('nginx:2')));

    await expect.poll(() => imagesOf('paused')).toEqual(['nginx:2', 'nginx:2']);
  });

  it('forgets revisions beyond its limit', async () => {
    for (const version of ['1', '2', '3', '4']) {
      await cluster.apply(
        workload('Deployment', 'history', { revisionHistoryLimit: 1 }, withImage(`nginx:${version}`)),
      );
      await rollout('history').toBecome(done(1));
    }

    await expect.poll(async () => (await cluster.list(ReplicaSet, 'app=history')).length).toBe(2);
  });

  it('takes its pods along when it is deleted, in the foreground first them', async () => {
    await cluster.apply(workload('Deployment', 'gone', { replicas: 2 }));
    await rollout('gone').toBecome(done(2));

    const left = await cluster.client
      .resource(Deployment, 'default')
      .delete('gone', { propagationPolicy: 'Foreground' });

    expect(left?.metadata.finalizers).toEqual(['foregroundDeletion']);
    await cluster.expectObject(Deployment, 'gone', (found) => found).toBecome(undefined);
    expect([await cluster.list(ReplicaSet, 'app=gone'), await cluster.list(Pod, 'app=gone')]).toEqual([[], []]);
  });

  it('leaves orphans where that was asked, and adopts them when it comes again', async () => {
    await cluster.apply(workload('Deployment', 'again'));
    await rollout('again').toBecome(done(1));
    const [pod] = await cluster.list(Pod, 'app=again');

    await cluster.client.resource(Deployment, 'default').delete('again', { propagationPolicy: 'Orphan' });
    await cluster.expectObject(Deployment, 'again', (found) => found).toBecome(undefined);
    const [orphan] = await cluster.list(ReplicaSet, 'app=again');
    await cluster.apply(workload('Deployment', 'again'));
    await rollout('again').toBecome(done(1));

    expect(orphan?.metadata.ownerReferences ?? []).toEqual([]);
    expect((await cluster.list(Pod, 'app=again')).map(({ metadata }) => metadata.name)).toEqual([pod?.metadata.name]);
  });
});

describe('a ReplicaSet', () => {
  it('replaces a pod that went', async () => {
    await cluster.apply(workload('ReplicaSet', 'set', { replicas: 1 }));
    const ready = () => cluster.expectObject(ReplicaSet, 'set', (found) => found?.status?.readyReplicas);
    await ready().toBecome(1);
    const [first] = await cluster.list(Pod, 'app=set');

    await cluster.client.resource(Pod, 'default').delete(first?.metadata.name ?? '');

    await expect
      .poll(async () =>
        (await cluster.list(Pod, 'app=set')).map(({ metadata }) => metadata.uid === first?.metadata.uid),
      )
      .toEqual([false]);
    await ready().toBecome(1);
  });
});

describe('a DaemonSet', () => {
  const counts = (name: string) =>
    cluster.expectObject(DaemonSet, name, (found) => {
      const { desiredNumberScheduled, numberReady, updatedNumberScheduled = 0 } = found?.status ?? {};
      return [desiredNumberScheduled, numberReady, updatedNumberScheduled];
    });

  it('runs once on each node that it belongs on', async () => {
    await cluster.apply(
      workload('DaemonSet', 'all'),
      workload('DaemonSet', 'arm-only', {}, { nodeSelector: { 'kubernetes.io/arch': 'arm64' } }),
    );

    await counts('all').toBecome([2, 2, 2]);
    await counts('arm-only').toBecome([1, 1, 1]);
    expect((await cluster.list(Pod, 'app=arm-only')).map(({ spec }) => spec.nodeName)).toEqual(['arm']);
  });

  it('follows its template, and its history can be read', async () => {
    await cluster.apply(workload('DaemonSet', 'daemon'));
    await counts('daemon').toBecome([2, 2, 2]);

    await cluster.apply(workload('DaemonSet', 'daemon', {}, withImage('nginx:2')));

    await expect.poll(() => imagesOf('daemon')).toEqual(['nginx:2', 'nginx:2']);
    await counts('daemon').toBecome([2, 2, 2]);
    expect((await cluster.list(ControllerRevision, 'app=daemon')).map(({ revision }) => revision).sort()).toEqual([
      1, 2,
    ]);
  });
});

describe('a StatefulSet', () => {
  const status = (name: string) =>
    cluster.expectObject(StatefulSet, name, (found) => {
      const { readyReplicas = 0, updatedReplicas = 0, currentRevision, updateRevision } = found?.status ?? {};
      return [readyReplicas, updatedReplicas, currentRevision === updateRevision];
    });
  const names = async (app: string) => (await cluster.list(Pod, `app=${app}`)).map(({ metadata }) => metadata.name);

  it('makes its pods one after the other, with names and volumes of their own', async () => {
    const volumeClaimTemplates = [
      {
        metadata: { name: 'data' },
        spec: {
          storageClassName: 'simulated',
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
        },
      },
    ];
    await cluster.apply(workload('StatefulSet', 'db', { replicas: 2, serviceName: 'db', volumeClaimTemplates }));
    await status('db').toBecome([2, 2, true]);
    const pods = await cluster.list(Pod, 'app=db');

    expect(pods.map(({ metadata }) => metadata.name)).toEqual(['db-0', 'db-1']);
    expect(pods[1]?.spec).toMatchObject({ hostname: 'db-1', subdomain: 'db' });
    const { items: events } = await cluster.client.resource(Event, 'default').list();
    const created = events.filter(({ message = '' }) => message.startsWith('create Pod db-'));
    expect(created.map(({ message }) => message)).toEqual([
      'create Pod db-0 in StatefulSet db successful',
      'create Pod db-1 in StatefulSet db successful',
    ]);
    expect(pods[1]?.spec.volumes?.[0]?.persistentVolumeClaim).toEqual({ claimName: 'data-db-1' });
    const [first, second] = pods.map(
      ({ status: own }) => own?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '',
    );
    expect((first ?? '') <= (second ?? '')).toBe(true);
  });

  it('updates from the last to the partition', async () => {
    await cluster.apply(workload('StatefulSet', 'parts', { replicas: 3, serviceName: 'parts' }));
    await status('parts').toBecome([3, 3, true]);

    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 1 } };
    await cluster.apply(
      workload('StatefulSet', 'parts', { replicas: 3, serviceName: 'parts', updateStrategy }, withImage('nginx:2')),
    );

    await status('parts').toBecome([3, 2, false]);
    expect(await imagesOf('parts')).toEqual(['nginx:1', 'nginx:2', 'nginx:2']);
  });

  it('scales down from the last', async () => {
    await cluster.apply(workload('StatefulSet', 'down', { replicas: 3, serviceName: 'down' }));
    await status('down').toBecome([3, 3, true]);

    await cluster.apply(workload('StatefulSet', 'down', { replicas: 1, serviceName: 'down' }));

    await expect.poll(() => names('down')).toEqual(['down-0']);
  });
});
