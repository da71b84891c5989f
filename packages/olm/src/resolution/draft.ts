import type { Subscription, SubscriptionStatus } from '@violet/api';
import { cloneJson, jsonEqual, type Stored } from '@violet/machinery';

/** A Subscription and the status that it is about to get. */
export interface Draft {
  /** As it is stored; another one after each write. */
  subscription: Stored<Subscription>;
  readonly status: SubscriptionStatus;
}

/** By name. */
export function draftsOf(subscriptions: readonly Stored<Subscription>[], now: string): Draft[] {
  return [...subscriptions]
    .sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1))
    .map((subscription) => ({
      subscription,
      status: subscription.status === undefined ? { lastUpdated: now } : cloneJson(subscription.status),
    }));
}

/** Whether the status says anything else than what is stored; when it was written does not count. */
export function isChanged({ subscription, status }: Draft): boolean {
  const { lastUpdated: _, ...before } = subscription.status ?? { lastUpdated: '' };
  const { lastUpdated: __, ...after } = status;
  return !jsonEqual(before, after);
}
