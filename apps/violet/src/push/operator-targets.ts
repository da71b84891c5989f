import type { PackageFile } from '@violet/archive';
import { type OperatorTargets, targetClusters } from '@violet/publish';
import type { CommandContext } from '../command/define-command.ts';
import type { Platform } from '../platform/connect-platform.ts';

export interface OperatorFlags {
  clusters: string[];
  targetCatalogSource: string | undefined;
  imagePullSecret: string | undefined;
  resetBundleVersion: boolean;
}

/** Where the operators among the packages go; undefined where there are none. Throws for a cluster that is not there. */
export async function operatorTargets(
  files: readonly PackageFile[],
  platform: Platform,
  flags: OperatorFlags,
  { terminal }: CommandContext,
): Promise<OperatorTargets | undefined> {
  if (!files.some(({ manifest }) => manifest.spec.type === 'bundle')) return undefined;
  if (flags.clusters.length === 0) terminal.note('--clusters is not given: operators go to the global cluster');
  const { targetCatalogSource: catalogSource, imagePullSecret, resetBundleVersion } = flags;
  const clusters = await targetClusters(platform.global, flags.clusters, platform.member);
  return { clusters, catalogSource, imagePullSecret, resetBundleVersion };
}
