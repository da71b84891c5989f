import { moduleInfoReasons } from '@violet/api';
import { compareVersions, parseVersion, parseVersionRange } from '@violet/machinery';
import type { Refusal } from './refusal.ts';

export interface UpgradeFacts {
  plugin: string;
  /** The version that runs; empty before the first installation. */
  from: string;
  to: string;
  /** `supportedUpgradeVersions` of the version to upgrade to. */
  supported: string | undefined;
  /** The `cpaas.io/lifecycle-type` of the version to upgrade to. */
  lifecycle: string | undefined;
}

/** May the installed version be replaced by this one? Undefined where it may. */
export function refuseUpgrade({ plugin, from, to, supported, lifecycle }: UpgradeFacts): Refusal | undefined {
  if (from === '' || from === to) return undefined;
  const old = parseVersion(from);
  const next = parseVersion(to);
  if (old === undefined || next === undefined) return refused(`${plugin} ${from} → ${to}: not a version`);
  if (compareVersions(next, old) < 0) {
    return refused(`${plugin} ${from} cannot go back to ${to}: delete the ModuleInfo and install ${to} anew`);
  }
  if (lifecycle?.toLowerCase() === 'core') {
    return refused(`${plugin} follows the cluster's own version: upgrade the cluster to get ${to}`);
  }
  if (supported !== undefined && supported.trim() !== '' && !parseVersionRange(supported).contains(old)) {
    return refused(`${plugin} ${to} upgrades from ${supported}, and ${from} is installed`);
  }
  return undefined;
}

function refused(message: string): Refusal {
  return { reason: moduleInfoReasons.upgradeNotSupported, message, waits: false };
}
