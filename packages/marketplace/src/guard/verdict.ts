import { installationRefusedReasons, olmAnnotations, type Subscription } from '@violet/api';
import type { Stored } from '@violet/machinery';
import type { PlatformVerdict } from '../subscription/platform-condition.ts';
import { isPlatformOperator } from './operator-source.ts';

export interface GuardFacts {
  /** Of the package in the catalogue that the Subscription names; undefined where that is not known. */
  providerType: string | undefined;
  /** Subscriptions on the same cluster; this one may be among them. */
  others: readonly Stored<Subscription>[];
}

const refusal = installationRefusedReasons;

/** Whether an engine has made it for a dependency: OLM's annotation names the plan. */
export function isGenerated({ metadata }: Subscription): boolean {
  return metadata.annotations?.[olmAnnotations.generatedBy] !== undefined;
}

/** Whether it is to be made Manual: nobody has chosen its approval. */
export function mustBeMadeManual(subscription: Subscription, verdict: PlatformVerdict | undefined): boolean {
  return isGenerated(subscription) && verdict?.reason === refusal.platformOperatorAutomatic;
}

/** Why the platform does not allow this Subscription; undefined where it does. A new one has no uid yet. */
export function guardVerdict(
  subscription: Subscription,
  { providerType, others }: GuardFacts,
): PlatformVerdict | undefined {
  const { name: packageName } = subscription.spec;
  const mode = subscription.spec.installPlanApproval ?? 'Automatic';
  if (isPlatformOperator(providerType) && mode !== 'Manual') {
    const message = `${packageName} is a platform operator and is not allowed to installed in ${mode} mode`;
    return { reason: refusal.platformOperatorAutomatic, message: `${message}: set spec.installPlanApproval to Manual` };
  }
  const first = others.find((other) => other.spec.name === packageName && comesBefore(other, subscription));
  if (first === undefined) return undefined;
  const { name, namespace } = first.metadata;
  return {
    reason: refusal.duplicate,
    message:
      `${packageName} is already subscribed to by Subscription ${name} in namespace ${namespace}, ` +
      'and an operator is installed once on a cluster: change or delete that one',
  };
}

/** Of two for one package the older is right, and any that is there before one that is not. */
function comesBefore(other: Stored<Subscription>, { metadata }: Subscription): boolean {
  if (other.metadata.deletionTimestamp !== undefined || other.metadata.uid === metadata.uid) return false;
  if (metadata.uid === undefined) {
    return other.metadata.name !== metadata.name || other.metadata.namespace !== metadata.namespace;
  }
  const [left, right] = [other.metadata, metadata].map(({ creationTimestamp, uid }) => `${creationTimestamp}/${uid}`);
  return (left ?? '') < (right ?? '');
}
