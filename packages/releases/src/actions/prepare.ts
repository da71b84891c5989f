import { type Chart, printManifests, renderChart } from '@violet/charts';
import type { JsonObject } from '@violet/machinery';
import { markOwned } from '../objects/ownership.ts';
import { type Target, targetsOf } from '../objects/target.ts';
import type { ReleaseRecord } from '../record/record.ts';
import type { ActionContext } from './context.ts';

/** A chart of somebody's must not stop everything else. */
const renderLimits = { timeMs: 20_000, output: 64 * 1024 * 1024 };

export interface ChartRelease {
  name: string;
  chart: Chart;
  /** The user's values. */
  values: JsonObject;
}

/** The record of a revision that is about to be made, rendered but not yet written. */
export async function prepareRecord(
  context: ActionContext,
  release: ChartRelease,
  revision: { version: number; firstDeployed?: string },
): Promise<ReleaseRecord> {
  const isUpgrade = revision.version > 1;
  const namespace = context.store.namespace;
  const rendered = renderChart(release.chart, {
    release: { name: release.name, namespace, revision: revision.version, isUpgrade },
    values: release.values,
    capabilities: await context.capabilities(),
    limits: renderLimits,
  });
  const now = context.clock.now().toISOString();
  const { dependencies: _dependencies, ...chart } = rendered.chart;
  return {
    name: release.name,
    namespace,
    version: revision.version,
    status: isUpgrade ? 'pending-upgrade' : 'pending-install',
    description: isUpgrade ? 'Preparing upgrade' : 'Initial install underway',
    firstDeployed: revision.firstDeployed ?? now,
    lastDeployed: now,
    deleted: '',
    notes: rendered.notes,
    chart,
    config: release.values,
    manifest: printManifests(rendered.manifests),
    hooks: rendered.hooks.map((hook) => ({ ...hook, lastRun: { startedAt: '', completedAt: '', phase: '' as const } })),
    labels: context.labelsOf(revision.version),
  };
}

/** The objects of a record as they are to be in the cluster, marked as the release's. */
export async function ownedTargets(context: ActionContext, record: ReleaseRecord): Promise<Target[]> {
  const targets = await targetsOf(context.cluster, record.manifest, record.namespace);
  return targets.map((target) => ({ ...target, object: markOwned(target.object, record) }));
}
