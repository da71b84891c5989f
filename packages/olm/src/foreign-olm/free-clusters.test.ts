import { CustomResourceDefinition, Deployment, OlmConfig } from '@violet/api';
import { createClusterSet, findCondition, silentLog } from '@violet/controller';
import { systemClock } from '@violet/kube';
import { manualClock } from '@violet/kube/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { anOlmCluster, type OlmCluster } from '../testing/olm-cluster.ts';
import { engineCondition } from './engine-condition.ts';
import { type FreeClusters, type FreeClustersOptions, freeClusters } from './free-clusters.ts';

let cluster: OlmCluster;
const started: FreeClusters[] = [];

beforeAll(async () => {
  cluster = await anOlmCluster();
  await cluster.namespace('olm');
});
afterEach(() => {
  for (const free of started.splice(0)) free.stop();
});
afterAll(async () => {
  await cluster.close();
});

function start(options: Partial<FreeClustersOptions>, { client } = cluster): FreeClusters {
  const clusters = createClusterSet();
  const free = freeClusters({ clusters, clock: systemClock, log: silentLog, quietMs: () => 60_000, ...options });
  started.push(free);
  clusters.join('member', client);
  return free;
}

/** As an OLM of somebody else does when it is installed. */
async function bringKinds(): Promise<void> {
  const metadata = {
    name: 'catalogsources.operators.coreos.com',
    annotations: { 'controller-gen.kubebuilder.io/version': 'v0.16.1' },
  };
  const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata };
  await cluster.client.resource(CustomResourceDefinition).apply(definition, { fieldManager: 'kubectl' });
}

async function condition() {
  const config = await cluster.client.resource(OlmConfig).get('cluster');
  return findCondition(config?.status?.conditions, engineCondition);
}

const operator: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'olm-operator', namespace: 'olm' },
  spec: {
    selector: { matchLabels: { app: 'olm-operator' } },
    template: { metadata: { labels: { app: 'olm-operator' } }, spec: { containers: [{ name: 'olm', image: 'olm' }] } },
  },
};

describe('the clusters without another OLM', () => {
  it('are free at once where nobody else has brought the kinds of OLM', async () => {
    const other = await anOlmCluster();
    try {
      const free = start({ clock: manualClock() }, other);
      await expect.poll(() => free.clusters.names()).toEqual(['member']);
    } finally {
      for (const free of started.splice(0)) free.stop();
      await other.close();
    }
  });

  it('are free after a minute without a sign', async () => {
    await bringKinds();
    const clock = manualClock();
    const free = start({ clock });
    await expect.poll(() => clock.waiting).toBeGreaterThan(1);
    clock.advance(59_000);
    expect(free.clusters.names()).toEqual([]);
    clock.advance(1_000);
    await expect.poll(() => free.clusters.names()).toEqual(['member']);
    await expect.poll(condition).toMatchObject({ status: 'True', reason: 'NoOtherOLM' });
  });

  it('are free at once when this engine was at work there before', async () => {
    const free = start({ clock: manualClock() });
    await expect.poll(() => free.clusters.names()).toEqual(['member']);
  });

  it('are left at the first sign, which is said, and taken back when it is gone for long enough', async () => {
    const free = start({ quietMs: () => 300 });
    await expect.poll(() => free.clusters.names()).toEqual(['member']);
    await cluster.create(Deployment, operator);
    await expect.poll(() => free.clusters.names(), { timeout: 5_000 }).toEqual([]);
    await expect.poll(condition).toMatchObject({
      status: 'False',
      reason: 'OtherOLMRuns',
      message: 'another OLM runs in this cluster (Deployment olm/olm-operator is running): this engine stands aside',
    });
    await cluster.client.resource(Deployment, 'olm').delete('olm-operator');
    await expect.poll(condition).toMatchObject({ status: 'False', reason: 'WaitsForOtherOLM' });
    await expect.poll(() => free.clusters.names(), { timeout: 5_000 }).toEqual(['member']);
    await expect.poll(condition).toMatchObject({ status: 'True' });
  });
});
