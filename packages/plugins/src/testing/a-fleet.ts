import {
  type AppRelease,
  AppRelease as AppReleaseKind,
  Cluster as ClusterKind,
  customResourceDefinition,
  labels,
  ModuleInfo,
  ModulePlugin,
  moduleInfoName,
  Namespace,
  printPublishedVersion,
  productKinds,
  publishedVersionAnnotation,
  systemNamespace,
} from '@violet/api';
import { aChartArchive } from '@violet/charts/testing';
import {
  createClusterSet,
  ensureDefinitions,
  findCondition,
  type RunningControllers,
  startControllers,
} from '@violet/controller';
import { type Clock, type Cluster, connectCluster, parseKubeconfig, systemClock } from '@violet/kube';
import type { Condition, Stored } from '@violet/machinery';
import { connectRegistry, pushArtifact, type Registry } from '@violet/oci';
import { startTestRegistry } from '@violet/registry/testing';
import { releasesController } from '@violet/releases';
import { aSandbox } from '@violet/sandbox/testing';
import { clusterController } from '../cluster/controller.ts';
import { moduleConfigController } from '../module-config/controller.ts';
import { moduleInfoRequestController } from '../module-info/adopt.ts';
import { moduleInfoController } from '../module-info/controller.ts';
import { modulePluginController } from '../module-plugin/controller.ts';
import { registryCharts } from '../module-plugin/registry-charts.ts';
import { chartFilesOf, modulePluginOf, type PluginSketch } from './a-plugin.ts';
import { type Wire, wireTo } from './wire.ts';

/** The clusters `global` and `business` with a registry and every controller of a Cluster Plugin; no webhook. */
export interface Fleet {
  hub: Cluster;
  business: Cluster;
  registry: Registry;
  /** Images that no node can pull. */
  missing: Set<string>;
  imagesChanged(): void;
  /** Between the controllers and `business`. */
  wire: Wire;
  /** Pushes a chart; answers with its digest. */
  pushChart(sketch: PluginSketch, repository?: string): Promise<string>;
  /** As `violet push` leaves it; several versions at once too. */
  publish(...sketches: PluginSketch[]): Promise<void>;
  /** Applies a ModuleInfo, by default under its canonical name. */
  apply(request: InfoSketch): Promise<void>;
  info(plugin: string, cluster?: string): Promise<Stored<ModuleInfo> | undefined>;
  /** Follows the canonical ModuleInfo until it is as wanted; the one that was wanted, or undefined when it is gone. */
  until(plugin: string, wanted: (info: ModuleInfo) => boolean, cluster?: string): Promise<ModuleInfo>;
  gone(plugin: string, cluster?: string): Promise<void>;
  remove(plugin: string, cluster?: string): Promise<void>;
  release(name: string, cluster?: Cluster): Promise<AppRelease | undefined>;
  /** Stops the controllers and starts them as another process would, with `meanwhile` in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** Makes or takes away a member that joined later. */
  join(name: string, cluster: Cluster): void;
  leave(name: string): void;
  close(): Promise<void>;
}

export interface InfoSketch {
  plugin: string;
  version: string;
  cluster?: string;
  name?: string;
  config?: object;
  valuesOverride?: object;
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
}

/** Time that passes for timers a hundred times as fast, so that what is looked at "again in 10 s" is at once. */
const hurried: Clock = {
  ...systemClock,
  after: (delayMs, call) => systemClock.after(delayMs / 100, call),
};

const manager = { fieldManager: 'test', force: true };

export async function aFleet(): Promise<Fleet> {
  const missing = new Set<string>();
  const listeners = new Set<() => void>();
  const images = {
    check: async (reference: string) => (missing.has(reference) ? ('missing' as const) : ('present' as const)),
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const [server, global, member] = await Promise.all([
    startTestRegistry(),
    aSandbox({ name: 'global', simulation: { nodes: [{ name: 'global-1' }], images } }),
    aSandbox({ name: 'business', simulation: { nodes: [{ name: 'business-1' }, { name: 'business-2' }], images } }),
  ]);
  const wire = await wireTo({ host: '127.0.0.1', port: Number(new URL(member.address).port) });
  const hub = connectCluster(parseKubeconfig(global.kubeconfig).access());
  const business = connectCluster(parseKubeconfig(member.kubeconfig).access());
  const wired = connectCluster({
    ...parseKubeconfig(member.kubeconfig).access(),
    server: `https://127.0.0.1:${wire.port}`,
  });
  const clients = new Map([
    ['global', hub],
    ['business', business],
  ]);
  const open = () => connectRegistry({ address: server.address, plain: true });
  const registry = open();
  await Promise.all([...clients].map(([name, cluster]) => prepare(name, cluster)));
  for (const name of clients.keys()) await applyCluster(hub, name);

  const clusters = createClusterSet();
  clusters.join('global', hub);
  clusters.join('business', wired);
  let starts = 0;
  const start = (): RunningControllers => {
    starts += 1;
    const identity = `test-${starts}`;
    return startControllers({
      clusters,
      hub: 'global',
      controllers: [
        clusterController(),
        modulePluginController(registryCharts(registry)),
        moduleConfigController(),
        moduleInfoRequestController(),
        moduleInfoController({
          platform: {
            registryAddress: server.address,
            labelBaseDomain: 'cpaas.io',
            systemNamespace,
            values: { global: { registry: { address: server.address } } },
          },
          platformVersion: 'v4.2.0',
          chartPullSecret: undefined,
        }),
        releasesController({ openRegistry: open, identity }),
      ],
      identity,
      lease: 'none',
      clock: hurried,
    });
  };
  let running = start();

  const infos = hub.resource(ModuleInfo);
  const infoOf = (plugin: string, cluster: string) => infos.get(moduleInfoName(cluster, plugin));
  const follow = async <T>(plugin: string, cluster: string, judge: (info: ModuleInfo | undefined) => T | undefined) => {
    const name = moduleInfoName(cluster, plugin);
    for (;;) {
      const { items, resourceVersion } = await infos.list({ fieldSelector: `metadata.name=${name}` });
      const now = judge(items[0]);
      if (now !== undefined) return now;
      const stop = new AbortController();
      for await (const event of infos.watch({ resourceVersion, signal: stop.signal, timeoutSeconds: 60 })) {
        if (event.type === 'BOOKMARK' || event.object.metadata.name !== name) continue;
        const found = judge(event.type === 'DELETED' ? undefined : event.object);
        if (found === undefined) continue;
        stop.abort();
        return found;
      }
    }
  };

  const pushChart = async (sketch: PluginSketch, repository = `ait/${sketch.name}`) => {
    const metadata = { name: sketch.name, version: sketch.version };
    const bytes = await aChartArchive(chartFilesOf(sketch), metadata);
    const config = { mediaType: 'application/vnd.cncf.helm.config.v1+json', bytes: new TextEncoder().encode('{}') };
    const layers = [{ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', bytes }];
    return (await pushArtifact(registry, repository, sketch.version, { config, layers })).digest;
  };

  return {
    hub,
    business,
    registry,
    missing,
    imagesChanged: () => {
      for (const listener of listeners) listener();
    },
    wire,
    pushChart,
    async publish(...sketches) {
      const published = await Promise.all(
        sketches.map(async (sketch) => {
          const digest = await pushChart(sketch);
          const { version } = sketch;
          const text = printPublishedVersion({ version, repository: `ait/${sketch.name}`, digest });
          return [publishedVersionAnnotation(version), text] as const;
        }),
      );
      const highest = sketches.at(-1);
      if (highest === undefined) return;
      const plugin = modulePluginOf(highest);
      const known = (await hub.resource(ModulePlugin).get(highest.name))?.metadata.annotations ?? {};
      const annotations = { ...known, ...plugin.metadata.annotations, ...Object.fromEntries(published) };
      await hub.resource(ModulePlugin).apply({ ...plugin, metadata: { ...plugin.metadata, annotations } }, manager);
    },
    async apply({ plugin, version, cluster = 'global', name, config, valuesOverride, annotations, labels: others }) {
      const found = {
        [labels.clusterName]: cluster,
        [labels.moduleName]: plugin,
        [labels.moduleType]: 'plugin',
        ...others,
      };
      const object = {
        apiVersion: 'cluster.alauda.io/v1alpha1',
        kind: 'ModuleInfo',
        metadata: {
          name: name ?? moduleInfoName(cluster, plugin),
          labels: found,
          ...(annotations === undefined ? {} : { annotations }),
        },
        spec: {
          version,
          ...(config === undefined ? {} : { config }),
          ...(valuesOverride === undefined ? {} : { valuesOverride }),
        },
      };
      await infos.apply(object, manager);
    },
    info: (plugin, cluster = 'global') => infoOf(plugin, cluster),
    until: (plugin, wanted, cluster = 'global') =>
      follow(plugin, cluster, (info) => (info !== undefined && wanted(info) ? info : undefined)),
    async gone(plugin, cluster = 'global') {
      await follow(plugin, cluster, (info) => (info === undefined ? true : undefined));
    },
    async remove(plugin, cluster = 'global') {
      await infos.delete(moduleInfoName(cluster, plugin));
    },
    release: (name, cluster = hub) => cluster.resource(AppReleaseKind, systemNamespace).get(name),
    async restart(meanwhile) {
      await running.stop();
      await meanwhile?.();
      running = start();
    },
    join: (name, cluster) => clusters.join(name, cluster),
    leave: (name) => clusters.leave(name),
    async close() {
      await running.stop();
      registry.close();
      await Promise.all([hub.close(), business.close(), wired.close()]);
      await wire.close();
      await Promise.all([server.close(), global.close(), member.close()]);
    },
  };
}

async function prepare(name: string, cluster: Cluster): Promise<void> {
  const kinds = productKinds.filter(({ home }) => home === 'member' || name === 'global');
  await ensureDefinitions(cluster, kinds.map(customResourceDefinition));
  await cluster
    .resource(Namespace)
    .apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace } }, manager);
}

async function applyCluster(hub: Cluster, name: string): Promise<void> {
  const object = { apiVersion: 'platform.tkestack.io/v1', kind: 'Cluster', metadata: { name } };
  await hub.resource(ClusterKind).apply({ ...object, spec: { displayName: name } }, manager);
}

/** A condition as a word: `False VersionNotFound`. */
export function conditionOf({ status }: { status?: { conditions?: Condition[] } }, type: string): string {
  const condition = findCondition(status?.conditions, type);
  return `${condition?.status} ${condition?.reason}`;
}

export const isRunning =
  (version: string) =>
  ({ status, spec }: ModuleInfo): boolean =>
    status?.phase === 'Running' && status.version === version && spec.version === version;

export const isRefused =
  (phase: string, reason: string) =>
  (info: ModuleInfo): boolean =>
    info.status?.phase === phase && conditionOf(info, 'Ready') === `False ${reason}`;
