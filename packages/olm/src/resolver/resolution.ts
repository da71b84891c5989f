import type { CatalogBundle, CatalogKey, Property } from './catalog.ts';
import type { Conflict } from './conflict.ts';

/** A bundle that is to be installed. */
export interface ResolvedOperator<Bundle extends CatalogBundle = CatalogBundle> {
  /** Of the CSV. */
  readonly name: string;
  readonly bundle: Bundle;
  readonly catalog: CatalogKey;
  readonly package: string;
  readonly channel: string;
  /** What the CSV's spec.replaces is to be: the installed CSV, else what the bundle says; empty for none. */
  readonly replaces: string;
  /** The CSV's name where a Subscription that has nothing installed names it as spec.startingCSV, else empty. */
  readonly startingCsv: string;
  /** As they are to be written into the annotation operatorframework.io/properties. */
  readonly properties: readonly Property[];
  /** Names of the Subscriptions that it answers, in order; with none of them it is a dependency that needs a generated Subscription. */
  readonly subscriptions: readonly string[];
}

/** Why nothing new can come of a Subscription now. */
export interface BlockedSubscription {
  readonly subscription: string;
  /** Upstream's condition reason. */
  readonly reason: 'ConstraintsNotSatisfiable' | 'ErrorPreventedResolution';
  /** Upstream's condition message. */
  readonly text: string;
  /** One sentence: what blocks it. */
  readonly message: string;
  /** One sentence: what to do about it. */
  readonly hint: string;
  /** Whether the cause is another Subscription of the namespace, which this one only has to wait for. */
  readonly waits: boolean;
}

/** Something wrong with an installed CSV that keeps nobody from resolving. */
export interface InstalledProblem {
  readonly clusterServiceVersion: string;
  readonly text: string;
}

/**
 * `resolved`: `operators` are to be installed; Subscriptions that could not even be considered are in `blocked`.
 * `unsatisfiable`: nothing is to be installed; `text` is upstream's whole message, every Subscription is in `blocked`.
 * `failed`: the namespace itself is in no state to be resolved; every Subscription is in `blocked`.
 */
export type Resolution<Bundle extends CatalogBundle = CatalogBundle> = {
  readonly blocked: readonly BlockedSubscription[];
  readonly problems: readonly InstalledProblem[];
} & (
  | { readonly outcome: 'resolved'; readonly operators: readonly ResolvedOperator<Bundle>[] }
  | { readonly outcome: 'unsatisfiable'; readonly text: string; readonly conflicts: readonly Conflict[] }
  | { readonly outcome: 'failed'; readonly text: string }
);
