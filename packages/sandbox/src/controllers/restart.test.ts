import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aLiveCluster } from '../testing/a-live-cluster.ts';
import { Pod } from './kinds/pod.ts';
import { Deployment } from './kinds/workloads.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
});

afterAll(() => rm(directory, { recursive: true }));

it('what ran before a restart runs on as it was, and what was left undone is done', async () => {
  const dataFile = join(directory, 'cluster.db');
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
  const deployment = (replicas: number) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas, selector: { matchLabels: { app: 'web' } }, template },
  });
  const before = await aLiveCluster({ dataFile });
  await before.apply(deployment(1));
  await before.expectObject(Deployment, 'web', (found) => found?.status?.availableReplicas).toBecome(1);
  const [pod] = await before.list(Pod, 'app=web');
  await before.apply(deployment(2));
  await before.close();

  const after = await aLiveCluster({ dataFile });
  await after.expectObject(Deployment, 'web', (found) => found?.status?.availableReplicas).toBecome(2);
  const same = await after.client.resource(Pod, 'default').get(pod?.metadata.name ?? '');
  await after.close();

  expect(same?.metadata.uid).toBe(pod?.metadata.uid);
  expect(same?.status?.containerStatuses).toEqual(pod?.status?.containerStatuses);
  expect(same?.status?.podIP).toBe(pod?.status?.podIP);
});
