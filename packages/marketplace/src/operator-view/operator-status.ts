import {
  type Artifact,
  type ArtifactVersion,
  annotations,
  type ClusterServiceVersion,
  labels,
  type OperatorStatusView,
  type PackageManifestStatus,
  platformSubscriptionConditions,
  type Subscription,
} from '@violet/api';
import { operatorSource } from '../guard/operator-source.ts';

/** What is known of one operator on one cluster. */
export interface OperatorFacts {
  /** What the catalogues of the cluster offer. */
  offered: PackageManifestStatus | undefined;
  artifact: Artifact | undefined;
  /** Of the Artifact. */
  versions: readonly ArtifactVersion[];
  /** The oldest one for the package. */
  subscription: Subscription | undefined;
  /** The ClusterServiceVersions of the Subscription's namespace. */
  operators: readonly ClusterServiceVersion[];
  /** It belongs to the product, or was pushed to another cluster. */
  isExpected: boolean;
}

/** Whether a version is on the shelf that the packages of the cluster do not show yet. */
export function isLagging({ offered, artifact, versions }: OperatorFacts): boolean {
  const isElsewhere = offered !== undefined && offered.catalogSource !== artifact?.metadata.labels?.[labels.library];
  if (isElsewhere) return false;
  const shown = new Set(offered?.channels.flatMap(({ entries }) => entries.map(({ name }) => name)));
  return versions.some(({ status }) => status?.phase === 'Present' && !shown.has(status.version ?? ''));
}

type Phase = Pick<OperatorStatusView, 'phase' | 'reason' | 'message'>;

/** How the operator stands; undefined where there is nothing to show. */
export function operatorStatus(facts: OperatorFacts): OperatorStatusView | undefined {
  const phase = phaseOf(facts);
  if (phase === undefined) return undefined;
  const { offered, subscription } = facts;
  const description = headOf(offered, subscription?.spec.channel)?.currentCSVDesc;
  const installed = installedOf(facts);
  const providerType =
    description?.annotations?.[annotations.providerType] ?? installed?.metadata.annotations?.[annotations.providerType];
  const isKnown = offered !== undefined || installed !== undefined;
  const installation = installationOf(facts);
  return {
    ...phase,
    ...(isKnown ? { source: operatorSource(providerType) } : {}),
    ...(description?.version === undefined ? {} : { availableVersion: description.version }),
    ...(installation === undefined ? {} : { installation }),
  };
}

function phaseOf(facts: OperatorFacts): Phase | undefined {
  const { offered, subscription, artifact, versions, isExpected } = facts;
  if (subscription !== undefined) return phaseOfSubscription(subscription, facts);
  if (offered !== undefined) return { phase: 'Ready' };
  const broken = versions.find(({ status }) => status?.phase === 'Failed')?.status;
  if (artifact?.spec.present === true && broken !== undefined) {
    return { phase: 'Failed', reason: broken.reason ?? '', message: broken.message ?? '' };
  }
  if (versions.some(({ status }) => status?.phase === 'Present')) {
    return { phase: 'Absent', reason: 'NotOfferedYet', message: 'its catalogue has not been read yet' };
  }
  if (!isExpected && artifact === undefined) return undefined;
  return { phase: 'Absent', reason: 'NotPushed', message: 'upload its package to this cluster with violet push' };
}

function phaseOfSubscription(subscription: Subscription, facts: OperatorFacts): Phase {
  const { status } = subscription;
  const obstacle = obstacleOf(subscription);
  const installed = installedOf(facts);
  if (installed === undefined) {
    if (obstacle !== undefined) return { phase: 'Failed', ...obstacle };
    const waits = isTrue(subscription, 'InstallPlanPending');
    if (!waits) return { phase: 'Installing', reason: 'Resolving', message: '' };
    return {
      phase: 'Installing',
      reason: 'RequiresApproval',
      message: `InstallPlan ${planOf(status)} waits for approval`,
    };
  }
  const { phase, reason = '', message = '' } = installed.status ?? {};
  if (phase === 'Failed') return { phase: 'Failed', reason, message };
  if (phase !== 'Succeeded') return { phase: 'Installing', reason, message };
  if (obstacle?.reason === 'PlatformOperatorMustBeManual') return { phase: 'Failed', ...obstacle };
  const isBehind = status?.currentCSV !== undefined && status.currentCSV !== status.installedCSV;
  if (!isBehind && status?.state !== 'UpgradePending') return { phase: 'Installed' };
  return { phase: 'UpgradeAvailable', reason: status?.state ?? '', message: `${status?.currentCSV} is available` };
}

/** What keeps a Subscription from being followed, the platform's own verdict first. */
function obstacleOf({ status }: Subscription): { reason: string; message: string } | undefined {
  const types = [platformSubscriptionConditions.refused, 'ResolutionFailed', 'BundleUnpackFailed', 'InstallPlanFailed'];
  for (const type of types) {
    const found = status?.conditions?.find((condition) => condition.type === type && condition.status === 'True');
    if (found !== undefined) return { reason: found.reason ?? type, message: found.message ?? '' };
  }
  return undefined;
}

function isTrue({ status }: Subscription, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') === true;
}

function planOf(status: Subscription['status']): string {
  return status?.installPlanRef?.name ?? status?.installplan?.name ?? '';
}

function installedOf({ subscription, operators }: OperatorFacts): ClusterServiceVersion | undefined {
  const name = subscription?.status?.installedCSV ?? '';
  return operators.find(({ metadata }) => metadata.name === name);
}

function headOf(offered: PackageManifestStatus | undefined, channel: string | undefined) {
  const wanted = channel || offered?.defaultChannel;
  return offered?.channels.find(({ name }) => name === wanted) ?? offered?.channels[0];
}

function installationOf(facts: OperatorFacts): OperatorStatusView['installation'] {
  const { subscription, artifact } = facts;
  if (subscription === undefined) return undefined;
  const { metadata, spec, status } = subscription;
  const installed = installedOf(facts);
  const plan = planOf(status);
  return {
    ...(artifact?.metadata.name === undefined ? {} : { artifactName: artifact.metadata.name }),
    ...(installed?.spec.version === undefined ? {} : { version: installed.spec.version }),
    ...(installed?.status?.phase === undefined ? {} : { csvPhase: installed.status.phase }),
    subscription: {
      name: metadata.name ?? '',
      namespace: metadata.namespace ?? '',
      source: spec.source,
      ...(spec.channel === undefined ? {} : { channel: spec.channel }),
      ...(spec.installPlanApproval === undefined ? {} : { installPlanApproval: spec.installPlanApproval }),
      ...(status?.currentCSV === undefined ? {} : { currentCSV: status.currentCSV }),
      ...(status?.installedCSV === undefined ? {} : { installedCSV: status.installedCSV }),
      ...(plan !== '' && isTrue(subscription, 'InstallPlanPending') ? { installPlan: plan } : {}),
    },
  };
}
