import { isJsonObject, type Json } from '@violet/machinery';
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

const hurry =
  'upstream makes the next plan before it sees the Subscription that the plan before it makes; ours waits for it';

/** That a plan is being carried out, which has ended long since. */
const isLeftPending = (one: Json) =>
  isJsonObject(one) && one['type'] === 'InstallPlanPending' && one['reason'] === 'Installing';

function isSomeOf(some: Json | undefined, all: Json | undefined): boolean {
  if (!Array.isArray(some) || !Array.isArray(all)) return false;
  const texts = all.map((one) => JSON.stringify(one));
  return some.every((one) => texts.includes(JSON.stringify(one)));
}

const lostLabel =
  'upstream carries a plan out twice (see passing.ts): a CRD that is applied again loses its label, and gets it back only while its CSV is there';

/** Upstream's Operator does not list what it has lost, or never made; beside that, both are alike. */
function lacks(...kinds: readonly string[]): (difference: Difference) => boolean {
  const isOfKind = (one: Json) => isJsonObject(one) && kinds.includes(String(one['kind']));
  return ({ upstream, violet }) =>
    Array.isArray(violet) &&
    isSomeOf(upstream, violet) &&
    violet.every((one) => isOfKind(one) || isSomeOf([one], upstream));
}

const lostToken =
  'upstream makes a Secret for the token of an account before the account, and Kubernetes takes it away again where it is quicker; ours makes the account first';

const laterRights =
  'while the version before it is there, an operator of all namespaces has its rights; upstream does not look again when they go with it';

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
    only: ({ upstream, violet }) => Number(upstream) > Number(violet),
    reason: certificate,
  },
  {
    // Keycloak says it in words of its own.
    object: /^Event\/InstallPlan .* AppliedWithWarnings: .*(?: is deprecated\b|: Please migrate to v2beta1)/,
    path: /^$/,
    only: ({ violet }) => violet === undefined,
    reason:
      'a CRD that is slow to be served upstream applies again (see passing.ts), and is warned of its old versions then',
    byChance: true,
  },
  {
    object: /^Event\/ClusterServiceVersion .* ComponentUnhealthy: Webhook install failed: conversionWebhook not ready$/,
    path: /^$/,
    reason: 'while an upgrade hands a conversion over, either of the two versions may look at it in between, or none',
    byChance: true,
  },
  {
    object: /^InstallPlan\//,
    path: /^metadata\.ownerReferences$/,
    only: ({ upstream, violet }) => isSomeOf(upstream, violet),
    reason: hurry,
    byChance: true,
  },
  {
    object: /^(Subscription|Operator)\//,
    path: /\bconditions$/,
    only: ({ upstream, violet }) =>
      Array.isArray(upstream) &&
      JSON.stringify(upstream.filter((one) => !isLeftPending(one))) === JSON.stringify(violet),
    reason: hurry,
    byChance: true,
  },
  {
    object: /^CustomResourceDefinition\//,
    path: /^metadata\.labels\.operators\.coreos\.com\//,
    only: ({ upstream, violet }) => upstream === undefined && violet === '',
    reason: lostLabel,
    byChance: true,
  },
  {
    object: /^Operator\//,
    path: /^status\.components\.refs$/,
    only: lacks('CustomResourceDefinition'),
    reason: lostLabel,
    byChance: true,
  },
  {
    object: /^Secret\/loki-operator-controller-manager-metrics-token$/,
    path: /^$/,
    only: ({ upstream }) => upstream === undefined,
    reason: lostToken,
    byChance: true,
  },
  {
    object: /^Operator\/loki-operator\./,
    path: /^status\.components\.refs$/,
    only: lacks('Secret'),
    reason: lostToken,
    byChance: true,
  },
  {
    object: /^ClusterRole(Binding)?\/(kuadrant|opentelemetry)-operator\.v/,
    path: /^$/,
    only: ({ upstream }) => upstream === undefined,
    reason: laterRights,
    byChance: true,
  },
  {
    object: /^Operator\/(kuadrant|opentelemetry)-operator\./,
    path: /^status\.components\.refs$/,
    only: lacks('ClusterRole', 'ClusterRoleBinding'),
    reason: laterRights,
    byChance: true,
  },
  {
    object: /^ClusterRole(Binding)?\//,
    path: /^metadata\.labels\.olm\.owner$/,
    only: ({ violet }) => violet === undefined,
    reason: 'upstream carries a plan out twice (see passing.ts): what is there by then it labels',
    byChance: true,
  },
  {
    object: /^Operator\/argocd-operator\./,
    path: /^$/,
    only: ({ violet }) => violet === undefined,
    reason: 'upstream makes an Operator anew while the last of its empty plans go',
    byChance: true,
  },
];

export function reasonFor(difference: Difference): Allowed | undefined {
  const { object, path } = difference;
  return [...allowed, ...allowedInScenarios].find(
    (one) => one.object.test(object) && one.path.test(path) && one.only?.(difference) !== false,
  );
}
