import { fieldManagers, ModulePlugin } from '@violet/api';
import { type Clock, type Cluster, systemClock } from '@violet/kube';
import { Failure } from '@violet/machinery';
import type { PlannedChart } from '../plan/plan-chart.ts';
import type { PackagePlan } from '../plan/plan-package.ts';
import { awaitModuleConfig, problemOf } from './await-module-config.ts';
import { awaitChart, requireChartRepo } from './chart-publication.ts';
import {
  isPublished,
  mergePublication,
  type PluginPublication,
  publishedVersion,
  refuseOtherChart,
} from './plugin-publication.ts';
import { publishPlugin } from './publish-plugin.ts';

export interface ObjectOptions {
  cluster: Cluster;
  /** Replace a version that was published with another chart. */
  force?: boolean | undefined;
  /** How long the platform may take to make a version installable; default 60 000. */
  timeoutMs?: number | undefined;
  clock?: Clock | undefined;
  random?: (() => number) | undefined;
  signal?: AbortSignal | undefined;
  onWaiting(message: string): void;
}

export interface WrittenObjects {
  isChanged: boolean;
  /** In the product's words. */
  message: string;
}

/** Throws where the platform would not take the package's objects: a dry run, before anything is sent. */
export async function requirePublishable(plan: PackagePlan, { cluster, force }: ObjectOptions): Promise<void> {
  if (plan.chart !== undefined) return requireChartRepo(cluster, plan.chart.repo);
  const publication = publicationOf(plan);
  const client = cluster.resource(ModulePlugin);
  const current = await client.get(publication.plugin.metadata.name ?? '');
  if (force !== true) refuseOtherChart(publication, current);
  const applied = mergePublication(publication, current);
  if (isPublished(applied, current)) return;
  const { resourceVersion: _, ...metadata } = applied.metadata;
  await client.apply({ ...applied, metadata }, { fieldManager: fieldManagers.violet, force: true, dryRun: true });
}

/** Publishes what a package brings, whose images are all there, and waits until the platform has taken it up. */
export async function writeObjects(plan: PackagePlan, options: ObjectOptions): Promise<WrittenObjects> {
  return plan.chart === undefined ? publishModulePlugin(plan, options) : listChart(plan, plan.chart, options);
}

async function publishModulePlugin(plan: PackagePlan, options: ObjectOptions): Promise<WrittenObjects> {
  const { cluster, clock = systemClock, random = Math.random, timeoutMs = 60_000, force = false, signal } = options;
  const publication = publicationOf(plan);
  const { version } = publication.published;
  const name = publication.plugin.metadata.name ?? '';
  const problemBefore = await problemOf(cluster, publication);
  const isChanged = (await publishPlugin(cluster, publication, { force, signal })) === 'updated';
  options.onWaiting(`waiting for moduleconfig ${name}-${version} to be ready for deploy`);
  const staleMessage = isChanged ? problemBefore : undefined;
  await awaitModuleConfig(cluster, publication, { timeoutMs, clock, random, staleMessage, signal });
  const message = isChanged
    ? `moduleplugin ${name} has been updated successfully`
    : `moduleplugin ${name} ${version} already exist, skip it`;
  return { isChanged, message };
}

/** The Chart object is the platform's: it follows the registry. */
async function listChart(plan: PackagePlan, chart: PlannedChart, options: ObjectOptions): Promise<WrittenObjects> {
  const { cluster, clock = systemClock, random = Math.random, timeoutMs = 60_000, signal } = options;
  const { repo, name, version } = chart;
  const { artifact: image } = plan;
  options.onWaiting(`waiting for chart ${name} ${version} to be in ${repo}`);
  const manifest = image.sameAs ?? image.digest;
  await awaitChart(cluster, chart, { image, manifest, options: { timeoutMs, clock, random, signal } });
  const isChanged = image.sameAs === undefined;
  const message = isChanged
    ? `chart ${name} ${version} has been pushed to ${repo} successfully`
    : `chart ${name} ${version} already exist, skip it`;
  return { isChanged, message };
}

function publicationOf({ file, artifact }: PackagePlan): PluginPublication {
  const { type, modulePlugin } = file.manifest.spec;
  if (type !== 'plugin' || modulePlugin === undefined) {
    throw new Failure('Invalid', `${file.path}: packages of type ${type} cannot be published by this version`, {
      hint: 'Its images alone can be pushed: --skip-crs.',
    });
  }
  const published = publishedVersion(modulePlugin.spec, artifact.repository, artifact.digest);
  return { plugin: modulePlugin, published };
}
