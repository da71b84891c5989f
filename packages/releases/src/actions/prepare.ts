import { type Chart, printManifests } from '@violet/charts';
import type { JsonObject } from '@violet/machinery';
import { markOwned } from '../objects/ownership.ts';
import { type Target, targetsOf } from '../objects/target.ts';
import type { ApplyMethod, RecordedChart, ReleaseRecord } from '../record/record.ts';
import type { ActionContext } from './context.ts';
import { renderRelease } from './render-release.ts';

export interface ChartRelease {
  name: string;
  chart: Chart;
  /** The user's values. */
  values: JsonObject;
}

export interface Revision {
  version: number;
  isUpgrade: boolean;
  applyMethod: ApplyMethod;
  firstDeployed?: string;
}

/** The record of a revision that is about to be made, rendered but not yet written. */
export async function prepareRecord(
  context: ActionContext,
  release: ChartRelease,
  { version, isUpgrade, applyMethod, firstDeployed }: Revision,
): Promise<ReleaseRecord> {
  const namespace = context.store.namespace;
  const rendered = await renderRelease(context, release.chart, {
    // Templates of an installation always see the first revision, even where a name is used again.
    release: { name: release.name, namespace, revision: isUpgrade ? version : 1, isUpgrade },
    values: release.values,
    capabilities: await context.capabilities(),
  });
  const now = context.clock.now().toISOString();
  return {
    name: release.name,
    namespace,
    version,
    status: isUpgrade ? 'pending-upgrade' : 'pending-install',
    description: isUpgrade ? 'Preparing upgrade' : 'Initial install underway',
    firstDeployed: firstDeployed ?? now,
    lastDeployed: now,
    deleted: '',
    notes: rendered.notes,
    chart: recorded(rendered.chart),
    config: release.values,
    manifest: printManifests(rendered.manifests),
    hooks: rendered.hooks.map((hook) => ({ ...hook, lastRun: { startedAt: '', completedAt: '', phase: '' as const } })),
    labels: context.labelsOf(version),
    applyMethod,
  };
}

/** Where the chart stood when it was rendered is of no interest later. */
function recorded({ metadata, lock, values, schema, templates, files }: Chart): RecordedChart {
  return {
    metadata,
    ...(lock === undefined ? {} : { lock }),
    values,
    ...(schema === undefined ? {} : { schema }),
    templates,
    files,
  };
}

/** The objects of a record as they are to be in the cluster, marked as the release's. */
export async function ownedTargets(context: ActionContext, record: ReleaseRecord): Promise<Target[]> {
  const targets = await targetsOf(context.cluster, record.manifest, record.namespace);
  return targets.map((target) => ({ ...target, object: markOwned(target.object, record) }));
}
