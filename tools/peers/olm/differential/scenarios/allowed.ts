import { isJsonObject, type Json } from '@violet/machinery';
import type { Allowed } from '../allowed.ts';
import type { Difference } from '../compare.ts';

const configured =
  'upstream makes the Deployment before the Subscription says which CSV it has installed, and again with what the Subscription configures; ours asks the Subscription that brings the CSV';
const upgrading =
  'while an upgrade waits, upstream reports that the old and the new CSV cannot be there together; ours does not call that a failure';
const drift = 'installing: deployment changed old hash=';

const isUpgrading = (one: Json) =>
  isJsonObject(one) && one['type'] === 'ResolutionFailed' && String(one['message']).includes('originate from package');

/** Differences that stay in scenarios, and why. What does not come by chance must still occur: a test fails on what nothing needs. */
export const allowedInScenarios: readonly Allowed[] = [
  {
    object: /^ClusterServiceVersion\/op-config\./,
    path: /^status\.conditions$/,
    only: ({ upstream, violet }) => JSON.stringify(withoutDrift(upstream, violet)) === JSON.stringify(violet),
    reason: configured,
  },
  {
    object: new RegExp(`^Event/ClusterServiceVersion op-config\\..* ComponentUnhealthy: ${drift}`),
    path: /^$/,
    only: ({ violet }: Difference) => violet === undefined,
    reason: configured,
  },
  {
    object: /^ClusterServiceVersion\/op-two-groups\./,
    path: /^metadata\.annotations\.olm\.operatorGroup$/,
    only: ({ upstream, violet }) => upstream === 'another' && violet === 'group',
    reason: 'where there are several groups, upstream gives the CSV to one after the other; ours leaves it where it is',
    byChance: true,
  },
  {
    object: /^Event\/ClusterServiceVersion op-forward\..* NeedsReinstall: /,
    path: /^$/,
    reason: 'what cannot be installed is tried again, or is replaced first',
    byChance: true,
  },
  {
    object: /^ClusterServiceVersion\//,
    path: /^status\.certs(LastUpdated|RotateAt)$/,
    only: ({ upstream }) => upstream === undefined,
    reason:
      'upstream forgets when it made a certificate where it has to install a second time, because its status met a newer object',
    byChance: true,
  },
  {
    object: /^(ClusterServiceVersion|Operator)\/op-stuck\b/,
    path: /\b(conditions|message|reason|requirementStatus)$/,
    only: ({ path, upstream, violet }) =>
      path === 'status.requirementStatus'
        ? upstream === undefined || violet === undefined
        : /RequirementsNotMet|requirements couldn't be found/.test(JSON.stringify([upstream, violet])),
    reason:
      'whether a CSV that waits for its turn was looked at before its CRD was there stays to be seen on either side',
    byChance: true,
  },
  {
    object: /^(Subscription|Operator)\/op-(lost|stricter|stuck|held)/,
    path: /\bconditions$/,
    only: ({ upstream, violet }) =>
      Array.isArray(upstream) && JSON.stringify(upstream.filter((one) => !isUpgrading(one))) === JSON.stringify(violet),
    reason: upgrading,
  },
];

/** Without the changes of the Deployment that only upstream has found. */
function withoutDrift(upstream: Json | undefined, violet: Json | undefined): Json | undefined {
  if (!Array.isArray(upstream)) return upstream;
  const ours = JSON.stringify(violet);
  const isOnlyTheirs = (one: Json) =>
    isJsonObject(one) && String(one['message']).startsWith(drift) && !ours.includes(JSON.stringify(one['message']));
  return upstream.filter((one) => !isOnlyTheirs(one));
}
