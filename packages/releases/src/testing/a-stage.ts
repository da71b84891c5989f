import {
  AppRelease,
  type AppReleaseChart,
  customResourceDefinition,
  Namespace,
  resource,
  systemNamespace,
  type ValuesSource,
} from '@violet/api';
import { aChartArchive } from '@violet/charts/testing';
import { createClusterSet, ensureDefinitions, findCondition, startControllers } from '@violet/controller';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import type { Condition, JsonObject, KubernetesObject } from '@violet/machinery';
import { connectRegistry, pushArtifact, type Registry } from '@violet/oci';
import { startTestRegistry } from '@violet/registry/testing';
import { aSandbox } from '@violet/sandbox/testing';
import { releasesController } from '../app-release/controller.ts';

export const ConfigMaps = resource<KubernetesObject & { data?: Record<string, string> }>(
  'v1',
  'ConfigMap',
  'configmaps',
);
export const Deployments = resource('apps/v1', 'Deployment', 'deployments');
export const Jobs = resource('batch/v1', 'Job', 'jobs');

/** A cluster with one simulated node. */
export interface ClusterStage {
  cluster: Cluster;
  kubeconfig: string;
  /** Images that the node cannot pull. */
  missing: Set<string>;
  imagesChanged(): void;
  close(): Promise<void>;
}

export async function aCluster(...namespaces: string[]): Promise<ClusterStage> {
  const missing = new Set<string>();
  const listeners = new Set<() => void>();
  const sandbox = await aSandbox({
    simulation: {
      nodes: [{ name: 'node-1' }],
      images: {
        check: async (reference) => (missing.has(reference) ? 'missing' : 'present'),
        onChange: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
    },
  });
  const cluster = connectCluster(parseKubeconfig(sandbox.kubeconfig).access());
  for (const name of namespaces) {
    await cluster.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  return {
    cluster,
    kubeconfig: sandbox.kubeconfig,
    missing,
    imagesChanged: () => {
      for (const listener of listeners) listener();
    },
    close: async () => {
      await cluster.close();
      await sandbox.close();
    },
  };
}

/** The same with a registry and the controller of AppReleases. */
export interface Stage extends ClusterStage {
  registry: Registry;
  address: string;
  push(name: string, version: string, files: Record<string, string>): Promise<string>;
  apply(release: {
    name: string;
    charts: AppReleaseChart[];
    values?: JsonObject;
    annotations?: Record<string, string>;
    valuesFrom?: ValuesSource[];
  }): Promise<void>;
  get(name: string): Promise<AppRelease | undefined>;
  /** Follows an AppRelease until it is as wanted. */
  until(name: string, wanted: (release: AppRelease) => boolean): Promise<AppRelease>;
  /** Stops the controller for good: others may do its work. */
  stop(): Promise<void>;
  /** Stops the controller and starts it as another process would, with `meanwhile` in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
}

/** On an embedded cluster, or on one that is given (with the namespace `cpaas-system`); closing closes it, too. */
export async function aStage(on?: ClusterStage): Promise<Stage> {
  const stage = on ?? (await aCluster(systemNamespace));
  const server = await startTestRegistry();
  const open = () => connectRegistry({ address: server.address, plain: true });
  const registry = open();
  await ensureDefinitions(stage.cluster, [customResourceDefinition(AppRelease)]);
  const releases = stage.cluster.resource(AppRelease, systemNamespace);
  let starts = 0;
  const start = () => {
    const clusters = createClusterSet();
    clusters.join('member', stage.cluster);
    starts += 1;
    const identity = `test-${starts}`;
    const controllers = [releasesController({ openRegistry: open, identity })];
    return startControllers({ clusters, controllers, identity, lease: 'none' });
  };
  let running = start();
  return {
    ...stage,
    registry,
    address: server.address,
    async push(name, version, files) {
      const bytes = await aChartArchive(files, { name: name.split('/').at(-1) ?? name, version });
      const config = { mediaType: 'application/vnd.cncf.helm.config.v1+json', bytes: new TextEncoder().encode('{}') };
      const layers = [{ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', bytes }];
      return (await pushArtifact(registry, name, version, { config, layers })).digest;
    },
    async apply({ name, charts, annotations = {}, ...given }) {
      // A server-side apply that empties a map makes it null, so what is not given is left out.
      const spec = { destination: { namespace: 'demo' }, source: { repoURL: server.address, charts }, ...given };
      const object = {
        apiVersion: 'operator.alauda.io/v1alpha1',
        kind: 'AppRelease',
        metadata: { name, annotations },
        spec,
      };
      await releases.apply(object, { fieldManager: 'test', force: true });
    },
    get: (name) => releases.get(name),
    until: (name, wanted) => follow(stage.cluster, name, wanted),
    stop: () => running.stop(),
    async restart(meanwhile) {
      await running.stop();
      await meanwhile?.();
      running = start();
    },
    async close() {
      await running.stop();
      registry.close();
      await server.close();
      await stage.close();
    },
  };
}

async function follow(cluster: Cluster, name: string, wanted: (release: AppRelease) => boolean): Promise<AppRelease> {
  const releases = cluster.resource(AppRelease, systemNamespace);
  for (;;) {
    const { items, resourceVersion } = await releases.list();
    const now = items.find((item) => item.metadata.name === name);
    if (now !== undefined && wanted(now)) return now;
    const stop = new AbortController();
    for await (const event of releases.watch({ resourceVersion, signal: stop.signal })) {
      if (event.type === 'BOOKMARK' || event.object.metadata.name !== name) continue;
      if (!wanted(event.object)) continue;
      stop.abort();
      return event.object;
    }
  }
}

/** A condition as a word: `True Succeeded`. */
export function conditionOf(release: AppRelease, type: string): string {
  const condition: Condition | undefined = findCondition(release.status?.conditions, type);
  return `${condition?.status} ${condition?.reason}`;
}

/** Looked at by the controller in the form that it has now. */
export function isSettled(release: AppRelease, sync: string, health: string): boolean {
  const isCurrent = release.status?.observedGeneration === release.metadata.generation;
  return isCurrent && conditionOf(release, 'Sync') === sync && conditionOf(release, 'Health') === health;
}
