import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aLiveCluster, type LiveCluster } from '../testing/a-live-cluster.ts';
import { CronJob, Job } from './kinds/batch.ts';
import { Event, Node } from './kinds/core.ts';
import { Pod } from './kinds/pod.ts';
import { isReady } from './pods/state.ts';

let cluster: LiveCluster;

beforeAll(async () => {
  cluster = await aLiveCluster();
});

afterAll(() => cluster.close());

function aPod(name: string, spec: object = {}, annotations: Record<string, string> = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, annotations },
    spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
  };
}

function aJob(name: string, spec: object = {}, annotations: Record<string, string> = {}) {
  const template = {
    metadata: { annotations },
    spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] },
  };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { template, ...spec } };
}

const phase = (name: string) => cluster.expectObject(Pod, name, (pod) => pod?.status?.phase);
const waiting = (name: string) =>
  cluster.expectObject(Pod, name, (pod) => pod?.status?.containerStatuses?.[0]?.state.waiting?.reason);

describe('a simulated node', () => {
  it('is ready, says that it simulates, and keeps a lease', async () => {
    const node = await cluster.client.resource(Node).get('node-1');

    expect(node?.metadata.annotations).toMatchObject({ 'sandbox.violet/simulated': 'true' });
    expect(node?.metadata.labels).toMatchObject({ 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' });
    expect(node?.status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'True' });
    expect(node?.status?.nodeInfo).toMatchObject({ osImage: 'Violet sandbox (simulated)' });
  });
});

describe('a pod', () => {
  it('runs, with an address, once it is placed', async () => {
    await cluster.apply(aPod('runs', { initContainers: [{ name: 'init', image: 'busybox' }] }));

    await phase('runs').toBecome('Running');
    const pod = await cluster.client.resource(Pod, 'default').get('runs');

    expect(pod?.spec.nodeName).toBe('node-1');
    expect(pod?.status?.podIP).toMatch(/^10\.244\.0\.\d+$/);
    expect(pod?.status?.initContainerStatuses?.[0]?.state.terminated).toMatchObject({
      exitCode: 0,
      reason: 'Completed',
    });
    expect(pod === undefined ? false : isReady(pod)).toBe(true);
  });

  it('takes as long to start as it is told to', async () => {
    const slow = await aLiveCluster({ simulation: { nodes: [{ name: 'node-1' }], podStartMs: 300 } });
    try {
      const started = performance.now();
      await slow.apply(aPod('slow'));
      await slow.expectObject(Pod, 'slow', (pod) => pod?.status?.phase).toBecome('Running');

      expect(performance.now() - started).toBeGreaterThan(299);
    } finally {
      await slow.close();
    }
  });

  it('whose image is missing names it, and runs soon after the image is pushed', async () => {
    cluster.images.missing.add('registry.test/shop/missing:v1');
    await cluster.apply(aPod('hungry', { containers: [{ name: 'c', image: 'registry.test/shop/missing:v1' }] }));

    await waiting('hungry').toBecome('ErrImagePull');
    await waiting('hungry').toBecome('ImagePullBackOff');
    const pod = await cluster.client.resource(Pod, 'default').get('hungry');
    const messages = async () =>
      (await cluster.list(Event))
        .filter(({ involvedObject }) => involvedObject.name === 'hungry')
        .map(({ reason }) => reason);
    expect(pod?.status?.phase).toBe('Pending');
    expect(pod?.status?.containerStatuses?.[0]?.state.waiting?.message).toContain('registry.test/shop/missing:v1');
    await expect.poll(messages).toEqual(expect.arrayContaining(['Scheduled', 'Pulling', 'Failed', 'BackOff']));

    cluster.images.push('registry.test/shop/missing:v1');

    await phase('hungry').toBecome('Running');
  });

  it('that fits on no node waits and says why, and is placed when a node suits', async () => {
    await cluster.apply(
      aPod('picky', { nodeSelector: { disk: 'ssd' } }),
      aPod('greedy', { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '1000' } } }] }),
    );
    const why = (name: string) =>
      cluster.expectObject(
        Pod,
        name,
        (pod) => pod?.status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message,
      );

    await why('picky').toBecome("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
    await why('greedy').toBecome('0/1 nodes are available: 1 Insufficient cpu.');
    await cluster.client
      .resource(Node)
      .patch('node-1', { type: 'merge', body: { metadata: { labels: { disk: 'ssd' } } } });

    await phase('picky').toBecome('Running');
  });

  it('is gone soon after it was told to end, whatever its grace', async () => {
    await cluster.apply(aPod('ending', { terminationGracePeriodSeconds: 3600 }));
    await phase('ending').toBecome('Running');

    await cluster.client.resource(Pod, 'default').delete('ending');

    await cluster.expectObject(Pod, 'ending', (pod) => pod).toBecome(undefined);
  });

  it('restarts its container for another image', async () => {
    await cluster.apply(aPod('changed'));
    await phase('changed').toBecome('Running');

    await cluster.apply(aPod('changed', { containers: [{ name: 'c', image: 'nginx:2' }] }));

    await cluster
      .expectObject(Pod, 'changed', (pod) => [
        pod?.status?.containerStatuses?.[0]?.image,
        pod?.status?.containerStatuses?.[0]?.restartCount,
      ])
      .toBecome(['nginx:2', 1]);
  });
});

describe('a Job', () => {
  const conditions = (name: string) =>
    cluster.expectObject(Job, name, (job) =>
      (job?.status?.conditions ?? []).filter(({ status }) => status === 'True').map(({ type }) => type),
    );

  it('is complete when as many pods as asked have ended well', async () => {
    await cluster.apply(aJob('work', { completions: 3, parallelism: 2 }));

    await conditions('work').toBecome(['SuccessCriteriaMet', 'Complete']);
    const job = await cluster.client.resource(Job, 'default').get('work');

    expect(job?.status).toMatchObject({ succeeded: 3, ready: 0 });
    expect(job?.status?.completionTime).toBeDefined();
    expect(await cluster.list(Pod, 'job-name=work')).toHaveLength(3);
  });

  it('that is indexed gives each pod its number', async () => {
    await cluster.apply(aJob('numbered', { completions: 3, parallelism: 3, completionMode: 'Indexed' }));

    await cluster.expectObject(Job, 'numbered', (job) => job?.status?.completedIndexes).toBecome('0-2');
  });

  it('fails when its pods have failed more often than it allows', async () => {
    await cluster.apply(aJob('failing', { backoffLimit: 0 }, { 'sandbox.violet/exit-code': '3' }));

    await conditions('failing').toBecome(['FailureTarget', 'Failed']);
    const [pod] = await cluster.list(Pod, 'job-name=failing');

    expect(pod?.status?.containerStatuses?.[0]?.state.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
  });

  it('waits while it is suspended', async () => {
    await cluster.apply(aJob('later', { suspend: true }));
    await conditions('later').toBecome(['Suspended']);

    await cluster.apply(aJob('later', { suspend: false }));

    await conditions('later').toBecome(['SuccessCriteriaMet', 'Complete']);
  });

  it('goes with its pods when its time is over', async () => {
    await cluster.apply(aJob('brief', { ttlSecondsAfterFinished: 0 }));

    await cluster.expectObject(Job, 'brief', (job) => job).toBecome(undefined);
    await expect.poll(() => cluster.list(Pod, 'job-name=brief')).toEqual([]);
  });
});

describe('a CronJob', () => {
  it('starts what is due once', async () => {
    const template = { spec: { restartPolicy: 'OnFailure', containers: [{ name: 'c', image: 'busybox' }] } };
    const spec = { schedule: '0 0 1 1 *', jobTemplate: { spec: { template } } };
    await cluster.apply({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'yearly' }, spec });

    // As if the last time had been two years ago: the last new year is due.
    await cluster.client.resource(CronJob, 'default').patchStatus('yearly', {
      type: 'merge',
      body: { status: { lastScheduleTime: `${new Date().getUTCFullYear() - 2}-01-01T00:00:00Z` } },
    });

    const lastYear = `${new Date().getUTCFullYear()}-01-01T00:00:00Z`;
    await cluster.expectObject(CronJob, 'yearly', (found) => found?.status?.lastScheduleTime).toBecome(lastYear);
    const jobs = (await cluster.list(Job)).filter(({ metadata }) => metadata.name.startsWith('yearly-'));
    expect(jobs.map(({ metadata }) => metadata.name)).toEqual([`yearly-${Date.parse(lastYear) / 60_000}`]);
    await cluster
      .expectObject(CronJob, 'yearly', (found) => found?.status?.lastSuccessfulTime === undefined)
      .toBecome(false);
  });
});
