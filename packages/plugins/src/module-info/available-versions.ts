import type { AvailableVersion, ModuleSpec } from '@violet/api';
import { compareVersions, parseVersion } from '@violet/machinery';
import { type PlacementFacts, refusePlacement } from './placement.ts';
import { refuseUpgrade } from './upgrade.ts';

/** A published version of one plugin. */
export interface Candidate {
  spec: ModuleSpec & { version: string };
  lifecycle: string | undefined;
}

/**
 * What `status.availableVersions` offers, newest first: the installed version, and every newer one that may be put on
 * this cluster. Before the first installation, every version that fits. Source: the manual, NEW_VERSION.
 */
export function availableVersions(
  plugin: string,
  installed: string,
  candidates: readonly Candidate[],
  placement: PlacementFacts,
): AvailableVersion[] {
  const isFit = ({ spec, lifecycle }: Candidate) =>
    spec.version === installed ||
    (refusePlacement(plugin, spec.affinity, placement) === undefined && isOffered(plugin, installed, spec, lifecycle));
  return candidates
    .filter(isFit)
    .sort((left, right) => compareTexts(right.spec.version, left.spec.version))
    .map(({ spec }) => describe(spec));
}

function isOffered(plugin: string, installed: string, spec: Candidate['spec'], lifecycle: string | undefined): boolean {
  const facts = { plugin, from: installed, to: spec.version, supported: spec.supportedUpgradeVersions, lifecycle };
  return refuseUpgrade(facts) === undefined;
}

function describe(spec: Candidate['spec']): AvailableVersion {
  return {
    version: spec.version,
    riskLevel: spec.upgradeRiskLevel ?? 'low',
    description: spec.upgradeRiskDescription ?? '',
    descriptionEn: spec.upgradeRiskDescriptionEn ?? '',
    ...(spec.dependencies === undefined ? {} : { dependencies: spec.dependencies }),
    ...(spec.upgradeBefore === undefined ? {} : { upgradeBefore: spec.upgradeBefore }),
  };
}

/** Versions that are none sort below all others. */
export function compareTexts(left: string, right: string): number {
  const a = parseVersion(left);
  const b = parseVersion(right);
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  return compareVersions(a, b);
}
