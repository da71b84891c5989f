import type { Difference } from './compare.ts';

export interface Allowed {
  object: RegExp;
  path: RegExp;
  /** Where the place alone does not tell. */
  only?(difference: Difference): boolean;
  reason: string;
}

const certificate =
  'upstream loses a serving certificate with the CSV that made it, and installs the next version twice; ours hands it on';
const isNewCertificate = ({ upstream }: Difference) => JSON.stringify(upstream).includes('NeedsCertRotation');
const csv = /^ClusterServiceVersion\//;

/** Differences that stay, and why. Each must still occur: a test fails on one that nothing needs. */
export const allowed: readonly Allowed[] = [
  { object: csv, path: /^status\.certs(LastUpdated|RotateAt)$/, reason: certificate },
  { object: csv, path: /^status\.conditions$/, only: isNewCertificate, reason: certificate },
  { object: /^Event\/ClusterServiceVersion .* NeedsCertRotation: /, path: /^$/, reason: certificate },
  {
    object: /^Deployment\//,
    path: /^(metadata\.annotations\.deployment\.kubernetes\.io\/revision|status\.observedGeneration)$/,
    reason: certificate,
  },
];

export function reasonFor(difference: Difference): Allowed | undefined {
  const { object, path } = difference;
  return allowed.find((one) => one.object.test(object) && one.path.test(path) && one.only?.(difference) !== false);
}
