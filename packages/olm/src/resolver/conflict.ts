/** One constraint that takes part in a conflict. */
export interface Reason {
  readonly kind:
    | 'subscription-exists'
    | 'subscription-without-bundle'
    | 'subscription-requires'
    | 'csv-exists'
    | 'bundle-deprecated'
    | 'bundle-unusable'
    | 'bundle-requires'
    | 'bundle-replaces'
    | 'one-provider'
    | 'one-of-package';
  /** Upstream's words. */
  readonly text: string;
  /** The Subscription, CSV, bundle, API (`Kind (group/version)`) or package it is about. */
  readonly subject: string;
}

/** Constraints that cannot hold together; without any one of them the rest could. */
export interface Conflict {
  readonly reasons: readonly Reason[];
  /** Names of the Subscriptions that take part, in order. */
  readonly subscriptions: readonly string[];
  /** One sentence: what is in the way. */
  readonly message: string;
  /** One sentence: what to do about it. */
  readonly hint: string;
}
