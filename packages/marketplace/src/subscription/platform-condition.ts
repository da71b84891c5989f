import { type Subscription, type SubscriptionCondition, Subscription as SubscriptionKind } from '@violet/api';
import type { Cluster } from '@violet/kube';
import type { Stored } from '@violet/machinery';

/** What the platform says of a Subscription; undefined takes back what it said. */
export interface PlatformVerdict {
  reason: string;
  message: string;
}

/** The conditions with one of the platform's, True while there is a verdict; undefined where nothing changes. */
function conditionsWith(
  conditions: readonly SubscriptionCondition[],
  type: string,
  verdict: PlatformVerdict | undefined,
  now: Date,
): SubscriptionCondition[] | undefined {
  const current = conditions.find((condition) => condition.type === type);
  const others = conditions.filter((condition) => condition.type !== type);
  if (verdict === undefined) return current === undefined ? undefined : others;
  const { reason, message } = verdict;
  if (current?.status === 'True' && current.reason === reason && current.message === message) return undefined;
  const since = current?.status === 'True' ? current.lastTransitionTime : undefined;
  const lastTransitionTime = since ?? now.toISOString().replace(/\.\d+Z$/, 'Z');
  return [...others, { type, status: 'True', reason, message, lastTransitionTime }];
}

/** Writes a condition beside those of OLM, which writes the same list: what has changed meanwhile is a Conflict. */
export async function writePlatformCondition(
  cluster: Cluster,
  subscription: Stored<Subscription>,
  condition: { type: string; verdict: PlatformVerdict | undefined; now: Date },
): Promise<void> {
  const { name, namespace, resourceVersion } = subscription.metadata;
  const { type, verdict, now } = condition;
  const conditions = conditionsWith(subscription.status?.conditions ?? [], type, verdict, now);
  if (conditions === undefined) return;
  const lastUpdated = now.toISOString().replace(/\.\d+Z$/, 'Z');
  const status = { conditions: conditions.map((one) => ({ ...one })), lastUpdated };
  const body = { metadata: { resourceVersion }, status };
  await cluster.resource(SubscriptionKind, namespace).patchStatus(name, { type: 'merge', body });
}
