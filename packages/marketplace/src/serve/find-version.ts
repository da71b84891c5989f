import { type Chart, chartObjectName, labels } from '@violet/api';
import { chartFileName } from '@violet/charts';
import type { ResourceCache } from '@violet/kube';
import { Failure } from '@violet/machinery';
import type { RepositoryPlace } from '../place.ts';
import type { StoredEntry } from '../stored-entry.ts';

type Charts = Pick<ResourceCache<Chart>, 'get'>;

/** One version of a chart in a repository, as its Chart object has it. */
export function findVersion(
  charts: Charts,
  { namespace, repo }: RepositoryPlace,
  { name, version }: { name: string; version: string },
): StoredEntry | undefined {
  const chart = charts.get(chartObjectName(name, repo), namespace);
  if (chart?.metadata.labels?.[labels.chartRepo] !== repo) return undefined;
  return chart.spec.versions?.find((entry) => entry.name === name && entry.version === version);
}

/** The version that `<name>-<version>.tgz` stands for. Both parts may have hyphens, so every one is tried. */
export function findFile(charts: Charts, at: RepositoryPlace, file: string): StoredEntry | undefined {
  const stem = file.replace(/\.tgz$/, '');
  for (let hyphen = stem.indexOf('-'); hyphen > 0; hyphen = stem.indexOf('-', hyphen + 1)) {
    const found = findVersion(charts, at, { name: stem.slice(0, hyphen), version: stem.slice(hyphen + 1) });
    if (found !== undefined && chartFileName(found) === file) return found;
  }
  return undefined;
}

/** `Web` and `web` share an object and a repository of the registry: the one that is there keeps them. */
export function refuseOtherSpelling(charts: Charts, { namespace, repo }: RepositoryPlace, name: string): void {
  const other = charts.get(chartObjectName(name, repo), namespace)?.spec.versions?.[0]?.name;
  if (other === undefined || other === name) return;
  throw new Failure('Conflict', `chart ${name} cannot be in chart repository ${repo} beside chart ${other}`);
}
