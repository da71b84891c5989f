/** Push packages; list what is installed; find and delete what is not needed. */

export { maxPlanBytes, parsePushPlan, printPushPlan } from './dry-run/parse-plan.ts';
export { planChanges } from './dry-run/plan-changes.ts';
export { type PlanPlace, planPush } from './dry-run/plan-push.ts';
export { planSchema } from './dry-run/plan-schema.ts';
export type { PlannedPackage, PushPlan } from './dry-run/push-plan.ts';
export type { OnPushEvent, PushEvent } from './events.ts';
export { deleteGarbage, type FoundGarbage, findGarbage } from './installed/collect-garbage.ts';
export type { GarbageItem } from './installed/garbage.ts';
export {
  type InstalledApplication,
  type InstalledApplications,
  listInstalled,
} from './installed/list-installed.ts';
export {
  openPushMemory,
  type PushMemory,
  type PushMemoryOptions,
  type RememberedUpload,
  type UploadKey,
} from './memory/push-memory.ts';
export type { ClusterOutcome } from './objects/cluster-outcome.ts';
export type { OperatorTargets } from './objects/operator-objects.ts';
export { everyCluster, targetClusters } from './objects/target-clusters.ts';
export type { PushOptions } from './push-options.ts';
export { type PackageReport, pushPackages } from './push-packages.ts';
