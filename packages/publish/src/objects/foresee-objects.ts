import type { PackagePlan } from '../plan/plan-package.ts';
import { foreseeChart } from './chart-objects.ts';
import { foreseeOperator } from './operator-objects.ts';
import type { ObjectOptions } from './package-objects.ts';
import type { PlannedObject } from './planned-object.ts';
import { foreseeModulePlugin } from './plugin-objects.ts';

/** What `writeObjects` would write, by asking the clusters. */
export async function foreseeObjects(plan: PackagePlan, options: ObjectOptions): Promise<PlannedObject[]> {
  if (plan.chart !== undefined) return foreseeChart(plan, plan.chart, options);
  if (plan.bundle !== undefined) return foreseeOperator(plan, plan.bundle, options);
  return foreseeModulePlugin(plan, options);
}
