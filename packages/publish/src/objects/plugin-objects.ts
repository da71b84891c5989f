import { fieldManagers, globalCluster, ModulePlugin, publishedVersionsOf } from '@violet/api';
import { Failure } from '@violet/machinery';
import type { PackagePlan } from '../plan/plan-package.ts';
import { awaitModuleConfig, problemOf } from './await-module-config.ts';
import { type ClusterOutcome, outcomeOn } from './cluster-outcome.ts';
import type { ObjectOptions } from './package-objects.ts';
import type { PlannedObject } from './planned-object.ts';
import {
  isPublished,
  mergePublication,
  type PluginPublication,
  publishedVersion,
  refuseOtherChart,
} from './plugin-publication.ts';
import { publishPlugin } from './publish-plugin.ts';

/** Throws where the global cluster would not take the ModulePlugin. */
export async function requireModulePlugin(plan: PackagePlan, { cluster, force }: ObjectOptions): Promise<void> {
  const publication = publicationOf(plan);
  const client = cluster.resource(ModulePlugin);
  const current = await client.get(publication.plugin.metadata.name ?? '');
  if (!force) refuseOtherChart(publication, current);
  const applied = mergePublication(publication, current);
  if (isPublished(applied, current)) return;
  const { resourceVersion: _, ...metadata } = applied.metadata;
  await client.apply({ ...applied, metadata }, { fieldManager: fieldManagers.violet, force: true, dryRun: true });
}

/** The ModulePlugin as this push would change it. */
export async function foreseeModulePlugin(plan: PackagePlan, { cluster }: ObjectOptions): Promise<PlannedObject[]> {
  const publication = publicationOf(plan);
  const { plugin, published } = publication;
  const name = plugin.metadata.name ?? '';
  const current = await cluster.resource(ModulePlugin).get(name);
  const about = { cluster: globalCluster, kind: ModulePlugin.kind, name };
  if (current === undefined) return [{ ...about, action: 'create', requests: 2 }];
  if (isPublished(mergePublication(publication, current), current)) {
    return [{ ...about, action: 'unchanged', requests: 0 }];
  }
  const recorded = publishedVersionsOf(current.metadata.annotations).find(
    ({ version }) => version === published.version,
  );
  const isOther = recorded !== undefined && recorded.digest !== published.digest;
  return [{ ...about, action: 'update', ...(isOther ? { replaces: recorded.digest } : {}), requests: 1 }];
}

/** Adds the version to the ModulePlugin, and waits for its ModuleConfig. */
export async function publishModulePlugin(plan: PackagePlan, options: ObjectOptions): Promise<ClusterOutcome[]> {
  return [await outcomeOn(globalCluster, () => publish(plan, options))];
}

async function publish(plan: PackagePlan, options: ObjectOptions): Promise<{ isChanged: boolean; message: string }> {
  const { cluster, force, signal } = options;
  const publication = publicationOf(plan);
  const { version } = publication.published;
  const name = publication.plugin.metadata.name ?? '';
  const problemBefore = await problemOf(cluster, publication);
  const isChanged = (await publishPlugin(cluster, publication, { force, signal })) === 'updated';
  options.onWaiting(`waiting for moduleconfig ${name}-${version} to be ready for deploy`);
  const staleMessage = isChanged ? problemBefore : undefined;
  await awaitModuleConfig(cluster, publication, { ...options, staleMessage });
  const message = isChanged
    ? `moduleplugin ${name} has been updated successfully`
    : `moduleplugin ${name} ${version} already exist, skip it`;
  return { isChanged, message };
}

function publicationOf({ file, artifact }: PackagePlan): PluginPublication {
  const { modulePlugin } = file.manifest.spec;
  if (modulePlugin === undefined) throw new Failure('Invalid', `${file.path}: it names no ModulePlugin`);
  const published = publishedVersion(modulePlugin.spec, artifact.repository, artifact.digest);
  return { plugin: modulePlugin, published };
}
