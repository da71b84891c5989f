import type { Difference } from './compare.ts';
import { allowedInScenarios } from './scenarios/allowed.ts';

export interface Allowed {
  object: RegExp;
  path: RegExp;
  /** Where the place alone does not tell. */
  only?(difference: Difference): boolean;
  reason: string;
  /** Not in every run. */
  byChance?: true;
}

const certificate =
  'upstream loses a serving certificate with the CSV that made it, and installs the next version twice; ours hands it on';
const csv = /^ClusterServiceVersion\//;
/** What upstream says when it finds the certificate gone, early and late. */
const lostCertificate = /NeedsCertRotation|calculated deployment install is bad/;

/** Beside it, both have gone the same way. */
function hasLostCertificate({ upstream, violet }: Difference): boolean {
  if (!Array.isArray(upstream)) return false;
  const others = upstream.filter((condition) => !lostCertificate.test(JSON.stringify(condition)));
  return others.length < upstream.length && JSON.stringify(others) === JSON.stringify(violet);
}

/** Differences that stay, and why. Each must still occur: a test fails on one that nothing needs. */
export const allowed: readonly Allowed[] = [
  { object: csv, path: /^status\.conditions$/, only: hasLostCertificate, reason: certificate },
  {
    object:
      /^Event\/ClusterServiceVersion .* (NeedsCertRotation: |NeedsReinstall: calculated deployment install is bad)/,
    path: /^$/,
    only: ({ violet }) => violet === undefined,
    reason: certificate,
  },
  {
    object: /^Deployment\//,
    path: /^(metadata\.annotations\.deployment\.kubernetes\.io\/revision|status\.observedGeneration)$/,
    reason: certificate,
  },
  {
    object: /^Event\/InstallPlan .* AppliedWithWarnings: .* is deprecated\b/,
    path: /^$/,
    only: ({ violet }) => violet === undefined,
    reason:
      'a CRD that is slow to be served upstream applies again (see passing.ts), and is warned of its old versions then',
    byChance: true,
  },
];

export function reasonFor(difference: Difference): Allowed | undefined {
  const { object, path } = difference;
  return [...allowed, ...allowedInScenarios].find(
    (one) => one.object.test(object) && one.path.test(path) && one.only?.(difference) !== false,
  );
}
