import { fieldManagers, ModulePlugin } from '@violet/api';
import { type Clock, type Cluster, systemClock } from '@violet/kube';
import { Failure } from '@violet/machinery';
import type { PackagePlan } from '../plan/plan-package.ts';
import { awaitModuleConfig, problemOf } from './await-module-config.ts';
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
