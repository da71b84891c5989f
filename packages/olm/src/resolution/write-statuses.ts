import { Subscription, type SubscriptionStatus, subscriptionConditions } from '@violet/api';
import type { Reader } from '@violet/controller';
import { retryOnConflict } from '@violet/kube';
import { isFailure } from '@violet/machinery';
import { BLOCKED } from './blockage.ts';
import { type Draft, isChanged } from './draft.ts';

const ATTEMPTS = 20;
const OURS = new Set<string>([...subscriptionConditions, BLOCKED]);

/** Writes the statuses that say something new. */
export async function writeStatuses(drafts: readonly Draft[], reader: Reader, now: string): Promise<void> {
  await Promise.all(drafts.filter(isChanged).map((draft) => writeStatus(draft, reader, now)));
}

async function writeStatus(draft: Draft, reader: Reader, now: string): Promise<void> {
  const { name, namespace = '' } = draft.subscription.metadata;
  const subscriptions = reader.client.resource(Subscription, namespace);
  await retryOnConflict(async (attempt) => {
    // Labels, a specification, a condition of somebody else: what the pass has decided stays as true as it was.
    const latest = attempt === 1 ? draft.subscription : await subscriptions.get(name);
    if (latest === undefined) return;
    const status = { ...withOthersConditions(draft.status, latest), lastUpdated: now };
    try {
      const written = await subscriptions.replaceStatus({ ...latest, status });
      draft.subscription = { ...written, status };
      await reader.whenSeen(Subscription, written);
    } catch (error) {
      if (!isFailure(error, 'NotFound')) throw error;
    }
  }, ATTEMPTS);
}

/** The statuses are ours, but for conditions that others add. */
function withOthersConditions(status: SubscriptionStatus, { status: stored }: Subscription): SubscriptionStatus {
  const isOurs = ({ type }: { type: string }) => OURS.has(type);
  const conditions = [
    ...(status.conditions ?? []).filter(isOurs),
    ...(stored?.conditions ?? []).filter((condition) => !isOurs(condition)),
  ];
  const { conditions: _, ...others } = status;
  return conditions.length === 0 ? others : { ...others, conditions };
}
