import { existsSync, readFileSync } from 'node:fs';
import { type Chart, loadChartDirectory, mergeValueFiles } from '@violet/charts';
import { chartDirectory } from '@violet/charts/testing';
import { type Cluster, systemClock } from '@violet/kube';
import { installRelease, uninstallRelease } from '@violet/releases';
import type { PublicChart } from '../find-charts.ts';
import { comparePlays } from './compare-plays.ts';
import { helmInstall, helmUninstall, type Installation } from './helm.ts';
import type { Dump, Stage } from './kubectl.ts';
import { type Player, play } from './play.ts';

/** Two clusters that are alike, with what was in them before: what Helm installs in one, we install in the other. */
export interface Stages {
  helm: Stage & { first: Dump };
  ours: Stage & { first: Dump; cluster: Cluster };
}

export interface InstalledChart {
  name: string;
  version: string;
  project: string;
  /** Objects that are in the cluster because of the chart. */
  objects: number;
  /** Why Helm does not install it. */
  refusal: string | undefined;
  /** What differs, one line each. */
  differences: string[];
}

/**
 * Installs a chart in both clusters and uninstalls it again, and compares what was there each time. The values are those
 * of the file `.values.yaml` beside its folder, if there is one.
 */
export async function installChart(stages: Stages, { directory, project }: PublicChart): Promise<InstalledChart> {
  const chart = await loadChartDirectory(chartDirectory(directory));
  const { name, version } = chart.metadata;
  const values = existsSync(`${directory}.values.yaml`) ? `${directory}.values.yaml` : undefined;
  const installation = { name, namespace: `${name}-here`, directory, values };
  const helm = helmPlayer(stages.helm, installation);
  const [theirs, ours] = await Promise.all([
    play(helm, installation),
    play(ourPlayer(stages.ours, chart, installation), installation),
  ]);
  const alike = comparePlays(ours, theirs).length === 0;
  const differences = alike ? [] : comparePlays(ours, theirs, await play(helm, installation));
  const objects = [...theirs.installed.keys()].filter((name) => !stages.helm.first.has(name)).length;
  return { name, version, project, objects, refusal: theirs.refusal, differences };
}

function helmPlayer({ first, ...stage }: Stages['helm'], installation: Installation): Player {
  return {
    stage,
    first,
    install: () => helmInstall(stage, installation),
    uninstall: () => helmUninstall(stage, installation),
  };
}

function ourPlayer({ first, cluster, ...stage }: Stages['ours'], chart: Chart, installation: Installation): Player {
  const { name, namespace, values } = installation;
  const files = values === undefined ? [] : [{ name: values, text: readFileSync(values, 'utf8') }];
  const release = { name, chart, values: mergeValueFiles(files) };
  const options = { cluster, namespace, clock: systemClock, timeoutMs: 120_000 };
  return {
    stage,
    first,
    install: () => reasonOf(() => installRelease(release, { ...options, createNamespace: true })),
    uninstall: () => reasonOf(() => uninstallRelease(name, options)),
  };
}

async function reasonOf(deed: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await deed();
    return undefined;
  } catch (error) {
    return (error as Error).message.trimEnd();
  }
}
