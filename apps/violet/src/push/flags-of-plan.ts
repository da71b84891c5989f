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
