import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterServiceVersion, customResourceDefinition, OperatorGroup, olmDefinitions, resource } from '@violet/api';
import { ensureDefinitions } from '@violet/controller';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { aSandbox } from '@violet/sandbox/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from '../cluster.ts';

/** A cluster, and how it ends. */
interface Started {
  cluster: Cluster;
  stop(): Promise<void>;
}

async function realCluster(): Promise<Started> {
  const work = await mkdtemp(join(tmpdir(), 'olm-definitions-'));
  const started = await startCluster(process.env['VIOLET_PEERS_BIN'] ?? '', work);
  return {
    cluster: connected(await readFile(started.kubeconfig, 'utf8')),
    stop: async () => {
      await started.stop();
      await rm(work, { recursive: true, force: true });
    },
  };
}

async function sandbox(): Promise<Started> {
  const started = await aSandbox();
  return { cluster: connected(started.kubeconfig), stop: () => started.close() };
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
