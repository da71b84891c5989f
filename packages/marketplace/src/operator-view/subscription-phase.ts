import {
  type ClusterServiceVersion,
  installationRefusedReasons,
  type OperatorStatusView,
  platformSubscriptionConditions,
  type Subscription,
} from '@violet/api';

export type Phase = Pick<OperatorStatusView, 'phase' | 'reason' | 'message'>;

interface Obstacle {
  reason: string;
  message: string;
}

/** Whose words are the clearest comes first: ours say what to do; another engine has only its own. */
const obstacleTypes: string[] = [
  platformSubscriptionConditions.refused,
  platformSubscriptionConditions.blocked,
  platformSubscriptionConditions.catalogUnreachable,
  'ResolutionFailed',
  'BundleUnpackFailed',
  'InstallPlanFailed',
  platformSubscriptionConditions.targetNamespaces,
];

/** Reasons that pass by themselves, or by what somebody was asked to do: nothing has failed. */
const passing = [
  'NoOperatorGroup',
  'BundleUnpacking',
  'RequiresApproval',
  'InstallPlanRetrying',
  'OperatorGroupConflict',
];

/** Failures of what is installed, or of the plan that somebody has approved: an older version at work does not outweigh them. */
const failures: string[] = [installationRefusedReasons.platformOperatorAutomatic, 'InstallPlanFailed'];

/** How an operator stands that somebody has subscribed to; `installed` is its CSV. */
export function subscriptionPhase(subscription: Subscription, installed: ClusterServiceVersion | undefined): Phase {
  const obstacle = obstacleOf(subscription);
  return installed === undefined
    ? installingPhase(subscription, obstacle)
    : installedPhase(subscription, installed, obstacle);
}

function installingPhase(subscription: Subscription, obstacle: Obstacle | undefined): Phase {
  if (obstacle !== undefined)
    return { phase: passing.includes(obstacle.reason) ? 'Installing' : 'Failed', ...obstacle };
  if (!waitsForApproval(subscription)) return { phase: 'Installing', reason: 'Resolving', message: '' };
  const message = `InstallPlan ${planOf(subscription)} waits for approval`;
  return { phase: 'Installing', reason: 'RequiresApproval', message };
}

function installedPhase(
  subscription: Subscription,
  installed: ClusterServiceVersion,
  obstacle: Obstacle | undefined,
): Phase {
  const { status } = subscription;
  const { phase, reason = '', message = '' } = installed.status ?? {};
  if (phase !== 'Succeeded') {
    const told = obstacleOf(subscription, [platformSubscriptionConditions.blocked]) ?? { reason, message };
    return { phase: phase === 'Failed' ? 'Failed' : 'Installing', ...told };
  }
  if (obstacle !== undefined && failures.includes(obstacle.reason)) return { phase: 'Failed', ...obstacle };
  const isBehind = status?.currentCSV !== undefined && status.currentCSV !== status.installedCSV;
  if (!isBehind && status?.state !== 'UpgradePending') return { phase: 'Installed', ...obstacle };
  const available = `${status?.currentCSV} is available`;
  if (obstacle === undefined) return { phase: 'UpgradeAvailable', reason: status?.state ?? '', message: available };
  return { phase: 'UpgradeAvailable', reason: obstacle.reason, message: `${available}. ${obstacle.message}` };
}

/** What keeps a Subscription from being followed. */
function obstacleOf({ status }: Subscription, types = obstacleTypes): Obstacle | undefined {
  for (const type of types) {
    const found = status?.conditions?.find((condition) => condition.type === type && condition.status === 'True');
    if (found !== undefined) return { reason: found.reason ?? type, message: found.message ?? '' };
  }
  return undefined;
}

export function waitsForApproval({ status }: Subscription): boolean {
  return (
    status?.conditions?.some(({ type, status: holds }) => type === 'InstallPlanPending' && holds === 'True') === true
  );
}

/** The name of the plan that the Subscription refers to; real OLM has written it in either way. */
export function planOf({ status }: Subscription): string {
  return status?.installPlanRef?.name ?? status?.installplan?.name ?? '';
}
