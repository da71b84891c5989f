/** Push a package: plan, transfer blobs, write objects. */
export type { OnPushEvent, PushEvent } from './events.ts';
export { type PackageReport, type PushOptions, pushPackages } from './push-packages.ts';
