/** Push a package: plan, transfer blobs, write objects. */

export type { OnPushEvent, PushEvent } from './events.ts';
export type { OperatorTargets } from './objects/operator-objects.ts';
export { targetClusters } from './objects/target-clusters.ts';
export { type PackageReport, type PushOptions, pushPackages } from './push-packages.ts';
