import { existsSync, readFileSync } from 'node:fs';
import { type Chart, loadChartDirectory, mergeValueFiles } from '@violet/charts';
import { chartDirectory } from '@violet/charts/testing';
import { type Cluster, systemClock } from '@violet/kube';
import { installRelease, uninstallRelease } from '@violet/releases';
import type { PublicChart } from '../find-charts.ts';
import { cleanUp } from './clean-up.ts';
import { differentFields } from './different-fields.ts';
import { helmInstall, helmUninstall, helmViews, type Installation } from './helm.ts';
import { type Dump, dumpCluster, type Stage } from './kubectl.ts';

/** Two clusters that are alike: what Helm installs in one, we install in the other. */
export interface Stages {
  helm: Stage;
  ours: Stage & { cluster: Cluster };
  /** What was in both before. */
  first: { helm: Dump; ours: Dump };
}

export interface InstalledChart {
  name: string;
  version: string;
  project: string;
  /** Objects that are in the clusters because of the chart. */
  objects: number;
  /** Both refuse, with the same words. */
  refused: boolean;
  /** What differs, one line each: why not installed, objects, views of the record, what is left after uninstalling. */
  differences: string[];
}

/** Installs a chart in both clusters, compares what is there then, uninstalls it, compares again, and tidies up. */
export async function installChart(stages: Stages, { directory, project }: PublicChart): Promise<InstalledChart> {
  const chart = await loadChartDirectory(chartDirectory(directory));
  const { name, version } = chart.metadata;
  const values = existsSync(`${directory}.values.yaml`) ? `${directory}.values.yaml` : undefined;
  const installation = { name, namespace: `${name}-here`, directory, values };
  const theirs = await helmInstall(stages.helm, installation);
  const ours = await ourInstall(stages.ours.cluster, chart, installation);
  const before = theirs === ours ? [] : [`helm: ${theirs}`, `ours: ${ours}`];
  const installed = await compareClusters(stages);
  const record = await compareViews(stages, installation);
  const gone = await uninstallBoth(stages, installation);
  const left = await compareClusters(stages);
  await Promise.all([cleanUp(stages.helm, stages.first.helm), cleanUp(stages.ours, stages.first.ours)]);
  const after = [...gone, ...left.differences.map((line) => `after uninstalling: ${line}`)];
  const differences = [...before, ...installed.differences, ...record, ...after];
  return { name, version, project, objects: installed.objects, refused: theirs !== undefined, differences };
}

async function ourInstall(cluster: Cluster, chart: Chart, installation: Installation): Promise<string | undefined> {
  const { name, namespace, values } = installation;
  const files = values === undefined ? [] : [{ name: values, text: readFileSync(values, 'utf8') }];
  return reasonOf(() =>
    installRelease(
      { name, chart, values: mergeValueFiles(files) },
      { cluster, namespace, clock: systemClock, createNamespace: true, timeoutMs: 120_000 },
    ),
  );
}

async function uninstallBoth(stages: Stages, installation: Installation): Promise<string[]> {
  const { name, namespace } = installation;
  const theirs = await helmUninstall(stages.helm, installation);
  const options = { cluster: stages.ours.cluster, namespace, clock: systemClock, timeoutMs: 120_000 };
  const ours = await reasonOf(() => uninstallRelease(name, options));
  return theirs === ours ? [] : [`helm uninstall: ${theirs}`, `our uninstall: ${ours}`];
}

async function reasonOf(deed: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await deed();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function compareClusters({ helm, ours, first }: Stages): Promise<{ objects: number; differences: string[] }> {
  const [left, right] = await Promise.all([dumpCluster(helm), dumpCluster(ours)]);
  const names = new Set([...left.keys(), ...right.keys()]);
  const differences = [...names].flatMap((name) => {
    const [theirs, mine] = [left.get(name), right.get(name)];
    if (theirs === undefined || mine === undefined) return [`${name}: only ${mine === undefined ? "Helm's" : 'ours'}`];
    const fields = differentFields(theirs, mine);
    return fields.length === 0 ? [] : [`${name}: ${fields.slice(0, 5).join(', ')}`];
  });
  return { objects: [...names].filter((name) => !first.helm.has(name)).length, differences };
}

async function compareViews(stages: Stages, installation: Installation): Promise<string[]> {
  const [theirs, ours] = await Promise.all([
    helmViews(stages.helm, installation),
    helmViews(stages.ours, installation),
  ]);
  return [...theirs].flatMap(([view, text]) => (ours.get(view) === text ? [] : [`helm get ${view} differs`]));
}
