/** Helm releases in one cluster, and the AppReleases that ask for them. */
export { clusterCapabilities } from './actions/capabilities.ts';
export type { ActionOptions } from './actions/context.ts';
export { healRelease } from './actions/heal.ts';
export { type InstallOptions, installRelease } from './actions/install.ts';
export type { ChartRelease } from './actions/prepare.ts';
export { type RollbackOptions, rollbackRelease } from './actions/rollback.ts';
export { type TestOptions, testRelease } from './actions/test-release.ts';
export { type UninstallOptions, uninstallRelease } from './actions/uninstall.ts';
export { type UpgradeOptions, upgradeRelease } from './actions/upgrade.ts';
export { type ReleasesControllerOptions, releasesController } from './app-release/controller.ts';
export type { Problem } from './health/problem.ts';
export { healthProblem } from './health/verdict.ts';
export type { HookLog } from './hooks/hook-logs.ts';
export { ChartRegistry, type FetchedChart, type OpenRegistry } from './pull/chart-registry.ts';
export type { ApplyMethod, RecordedChart, RecordedHook, ReleaseRecord, ReleaseStatus } from './record/record.ts';
export { ReleaseStore, recordName } from './record/store.ts';
