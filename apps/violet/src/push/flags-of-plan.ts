import type { Failure } from '@violet/machinery';
import type { PushPlan } from '@violet/publish';
import { wrongUsage } from '../command/usage.ts';
import type { PushFlags } from './push-request.ts';

/**
 * The flags of a push that applies a plan: how it is pushed is the plan's, who pushes is the person's. Throws where
 * something is typed that the plan has decided already.
 */
export function flagsOfPlan(typed: PushFlags, { destination, settings }: PushPlan): PushFlags {
  const decided = [
    ['--clusters', typed.clusters.length > 0],
    ['--target-catalog-source', typed.targetCatalogSource !== undefined],
    ['--image-pull-secret', typed.imagePullSecret !== undefined],
    ['--reset-bundle-version', typed.resetBundleVersion],
    ['--target-chartrepo', typed.targetChartrepo !== undefined],
    ['--skip-crs', typed.skipCrs],
    ['--skip-push', typed.skipPush],
    ['--force', typed.force],
  ] as const;
  const [flag] = decided.find(([, isTyped]) => isTyped) ?? [];
  if (flag !== undefined) throw wrongUsage(`${flag} is the plan's: it cannot be given with --apply-plan`);
  requireTypedPlaces(typed, destination);
  // By name: a file that somebody else wrote may hold more, and must not decide what is trusted.
  return {
    ...typed,
    clusters: settings.clusters,
    targetCatalogSource: settings.targetCatalogSource,
    imagePullSecret: settings.imagePullSecret,
    resetBundleVersion: settings.resetBundleVersion,
    targetChartrepo: settings.targetChartrepo,
    skipCrs: settings.skipCrs,
    skipPush: settings.skipPush,
    force: settings.force,
    destRepo: typed.destRepo ?? destination.destRepo,
    platformAddress: typed.platformAddress ?? destination.platform,
  };
}

/** A plan is a file that anybody may have written: what is secret goes only to places that the person has named. */
function requireTypedPlaces(typed: PushFlags, { platform, destRepo }: PushPlan['destination']): void {
  const hasPlatformSecret =
    typed.platformPassword !== undefined || typed.platformPasswordStdin || typed.platformToken !== undefined;
  const hasRegistrySecret = typed.password !== undefined || typed.passwordStdin;
  if (hasPlatformSecret && typed.platformAddress === undefined && platform !== undefined)
    throw untyped('--platform-address', platform);
  if (hasRegistrySecret && typed.destRepo === undefined && destRepo !== undefined)
    throw untyped('--dest-repo', destRepo);
}

function untyped(flag: string, place: string): Failure {
  return wrongUsage(
    `the plan goes to ${place}: credentials are sent only to a place that is given, not to one that a file names`,
    `If that is the right one, give ${flag} ${place}.`,
  );
}
