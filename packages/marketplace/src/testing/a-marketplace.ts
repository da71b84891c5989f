import { Chart, ChartRepo, customResourceDefinition, Namespace, systemNamespace } from '@violet/api';
import { chartArtifact, loadChartArchive } from '@violet/charts';
import { aChartArchive } from '@violet/charts/testing';
import { createClusterSet, ensureDefinitions, startControllers } from '@violet/controller';
import { type Clock, type Cluster, connectCluster, parseKubeconfig, systemClock } from '@violet/kube';
import type { Stored } from '@violet/machinery';
import { connectRegistry, pushArtifact, type Registry, reachOf, readAllowedPlaces } from '@violet/oci';
import { startTestRegistry } from '@violet/registry/testing';
import { aSandbox } from '@violet/sandbox/testing';
import { chartRepoController } from '../chart-repo/controller.ts';
import { type ChartRepositories, openChartRepositories } from '../serve/chart-repositories.ts';

/** The global cluster with a registry, the controller of chart repositories, and what serves them. */
export interface Marketplace {
  hub: Cluster;
  registry: Registry;
  repositories: ChartRepositories;
  createRepo(name: string, spec: Partial<ChartRepo['spec']>, namespace?: string): Promise<void>;
  repo(name: string): Promise<Stored<ChartRepo> | undefined>;
  untilRepo(name: string, wanted: (repo: Stored<ChartRepo>) => boolean): Promise<Stored<ChartRepo>>;
  /** Waits until the Chart's versions are these; undefined for no Chart. */
  untilVersions(name: string, versions: readonly string[] | undefined): Promise<Stored<Chart> | undefined>;
  /** As `helm push` does it. */
  push(repository: string, tag: string, archive: Uint8Array, provenance?: Uint8Array): Promise<string>;
  /** Stops the controllers and starts them as another process would, with `meanwhile` in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Timers pass a hundred times as fast, so that what is looked at "again in a minute" is soon. */
const hurried: Clock = {
  ...systemClock,
  after: (delayMs, call) => systemClock.after(delayMs / 100, call),
};

export async function aMarketplace(): Promise<Marketplace> {
  const [server, global] = await Promise.all([
    startTestRegistry(),
    aSandbox({ name: 'global', simulation: { nodes: [] } }),
  ]);
  const hub = connectCluster(parseKubeconfig(global.kubeconfig).access());
  const registry = connectRegistry({ address: server.address, plain: true });
  await ensureDefinitions(hub, [ChartRepo, Chart].map(customResourceDefinition));
  await hub.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace } });
  const clusters = createClusterSet();
  clusters.join('global', hub);
  const contents = {
    repositoriesBelow: (prefix: string) => server.registry.repositories(prefix),
    tagsOf: (repository: string) => server.registry.tags(repository),
    onChange: (listener: (repository: string) => void) =>
      server.registry.onChange(({ repository }) => listener(repository)),
  };
  // Repositories elsewhere are servers of the tests.
  const reach = reachOf({ allowed: readAllowedPlaces(['127.0.0.1']), what: 'a chart repository' });
  const start = () =>
    startControllers({
      clusters,
      hub: 'global',
      controllers: [
        chartRepoController({
          registry,
          contents,
          urlOf: ({ namespace, repo }) => `https://hub/${namespace}/${repo}`,
          reach,
        }),
      ],
      identity: 'test',
      lease: 'none',
      clock: hurried,
    });
  let running = start();
  const repositories = openChartRepositories({ hub, registry });
  await repositories.ready();
  const repos = hub.resource(ChartRepo, systemNamespace);
  const charts = hub.resource(Chart, systemNamespace);

  const until = async <T>(ask: () => Promise<T>, wanted: (found: T) => boolean): Promise<T> => {
    for (;;) {
      const found = await ask();
      if (wanted(found)) return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  return {
    hub,
    registry,
    repositories,
    async createRepo(name, spec, namespace = systemNamespace) {
      const object: ChartRepo = {
        apiVersion: 'app.alauda.io/v1beta1',
        kind: 'ChartRepo',
        metadata: { name, namespace },
        spec: { type: 'Local', url: '', ...spec },
      };
      await hub.resource(ChartRepo, namespace).create(object);
    },
    repo: (name) => repos.get(name),
    async untilRepo(name, wanted) {
      const found = await until(
        () => repos.get(name),
        (repo) => repo !== undefined && wanted(repo),
      );
      if (found === undefined) throw new Error(`there is no ${name}`);
      return found;
    },
    untilVersions: (name, versions) =>
      until(
        () => charts.get(name),
        (chart) => String(chart?.spec.versions?.map(({ version }) => version)) === String(versions),
      ),
    async push(repository, tag, archive, provenance) {
      const { metadata } = await loadChartArchive(archive);
      return (await pushArtifact(registry, repository, tag, chartArtifact(metadata, { archive, provenance }))).digest;
    },
    async restart(meanwhile) {
      await running.stop();
      await meanwhile?.();
      running = start();
    },
    async close() {
      repositories.stop();
      await running.stop();
      registry.close();
      await hub.close();
      await Promise.all([server.close(), global.close()]);
    },
  };
}

export const webChart = (version: string, name = 'web', files: Record<string, string> = {}) =>
  aChartArchive(files, { name, version });
