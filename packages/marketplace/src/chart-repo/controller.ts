import { Chart, ChartRepo, fieldManagers, Secret } from '@violet/api';
import { defineController, type Reader, watch } from '@violet/controller';
import type { JsonObject, Stored } from '@violet/machinery';
import type { Reach, Registry } from '@violet/oci';
import { ChangedRepositories } from '../local/changed-repositories.ts';
import { Problems } from '../local/problems.ts';
import type { RegistryContents } from '../local/registry-contents.ts';
import { placeOf, type RepositoryPlace } from '../place.ts';
import { chartRepoSteps } from './reconcile.ts';
import type { ChartRepoWorld } from './world.ts';

export interface ChartRepoSettings {
  registry: Registry;
  contents: RegistryContents;
  /** Where the platform serves a repository. */
  urlOf(at: RepositoryPlace): string;
  /** Where repositories of others may be. */
  reach: Reach;
}

const applied = { fieldManager: fieldManagers.platform, force: true };

/** ChartRepos: their charts become Chart objects. */
export function chartRepoController({ registry, contents, urlOf, reach }: ChartRepoSettings) {
  const changed = new ChangedRepositories(contents);
  const memory = { registry, contents, changed, problems: new Problems(), mirrors: new Map(), reach };
  return defineController<ChartRepo, ChartRepoWorld>({
    name: 'chart-repo',
    scope: 'hub',
    kind: ChartRepo,
    watches: [watch<Chart>({ kind: Chart, keys: () => [] })],
    observe: (repo, reader) => ({
      ...memory,
      charts: reader.ownedBy(Chart, repo.metadata.uid),
      ownUrl: urlOf(placeOf(repo)),
      ...deedsIn(repo, reader),
    }),
    steps: chartRepoSteps,
    alsoWhen: (requeueAll) =>
      contents.onChange((repository) => {
        if (changed.mark(repository)) requeueAll();
      }),
  });
}

function deedsIn(repo: Stored<ChartRepo>, reader: Reader) {
  const { name, namespace = '' } = repo.metadata;
  const charts = reader.client.resource(Chart, namespace);
  return {
    chartNamed: (chart: string) => reader.get(Chart, chart, namespace),
    async secret(secret: string) {
      const found = await reader.client.resource(Secret, namespace).get(secret);
      const decoded = Object.entries(found?.data ?? {}).map(([key, value]) => [key, decode(value)]);
      return found === undefined ? undefined : Object.fromEntries(decoded);
    },
    async write(change: JsonObject) {
      const client = reader.client.resource(ChartRepo, namespace);
      await reader.whenSeen(ChartRepo, await client.patch(name, { type: 'merge', body: change }, written));
    },
    async applyChart(chart: Parameters<typeof charts.apply>[0]) {
      await reader.whenSeen(Chart, await charts.apply(chart, applied));
    },
    async removeChart(chart: Stored<Chart>) {
      await charts.delete(chart.metadata.name, { preconditions: { uid: chart.metadata.uid } });
      await reader.whenGone(Chart, chart);
    },
  };
}

const written = { fieldManager: fieldManagers.platform };

function decode(value: string): string {
  return Buffer.from(value, 'base64').toString('utf8');
}
