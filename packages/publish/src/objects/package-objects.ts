import type { Clock, Cluster } from '@violet/kube';
import type { PackagePlan } from '../plan/plan-package.ts';
import { listChart } from './chart-objects.ts';
import { requireChartRepo } from './chart-publication.ts';
import type { ClusterOutcome } from './cluster-outcome.ts';
import { type OperatorTargets, offerOperator, requireOperatorTargets } from './operator-objects.ts';
import { publishModulePlugin, requireModulePlugin } from './plugin-objects.ts';

export interface ObjectOptions {
  /** The global cluster. */
  cluster: Cluster;
  operators: OperatorTargets;
  /** Address of the registry that images were pushed to. */
  registry: string;
  /** Replace a version that was published with another content. */
  force: boolean;
  /** How long the platform may take to make a version installable. */
  timeoutMs: number;
  clock: Clock;
  random: () => number;
  signal?: AbortSignal | undefined;
  onWaiting(message: string): void;
}

/** Throws where the platform would not take the package's objects: a dry run, before anything is sent. */
export async function requirePublishable(plan: PackagePlan, options: ObjectOptions): Promise<void> {
  if (plan.chart !== undefined) return requireChartRepo(options.cluster, plan.chart.repo);
  if (plan.bundle !== undefined) return requireOperatorTargets(plan, plan.bundle, options);
  return requireModulePlugin(plan, options);
}

/**
 * Publishes what a package brings, whose images are all there, and waits until the platform has taken it up. Failures are
 * in the outcomes.
 */
export async function writeObjects(plan: PackagePlan, options: ObjectOptions): Promise<ClusterOutcome[]> {
  if (plan.chart !== undefined) return listChart(plan, plan.chart, options);
  if (plan.bundle !== undefined) return offerOperator(plan, plan.bundle, options);
  return publishModulePlugin(plan, options);
}
