import type { Requirement } from '../requirement/requirement.ts';
import type { Entry } from '../source/entry.ts';
import type { Asking, Missing } from './asking.ts';

/** Something that is part of an answer or not: a bundle, an installed CSV or a Subscription. */
export interface Variable {
  /** From 1 on. */
  readonly number: number;
  /** Of a bundle or an installed CSV. */
  readonly entry: Entry | undefined;
  readonly constraints: Constraint[];
  /** The installed CSV that a bundle is to replace for its Subscription, else empty. */
  replaces: string;
}

/** What must hold of a variable. */
export type Constraint =
  /** It must be part of the answer. */
  | { readonly kind: 'subscription-exists'; readonly subscription: string }
  | { readonly kind: 'csv-exists'; readonly name: string }
  /** It must not be part of the answer. */
  | { readonly kind: 'subscription-without-bundle'; readonly asking: Asking; readonly missing: Missing }
  | { readonly kind: 'bundle-deprecated'; readonly entry: Entry }
  | { readonly kind: 'bundle-unusable'; readonly entry: Entry; readonly text: string }
  /** With it at least one of these must be part of the answer, the first one rather than the next. */
  | { readonly kind: 'subscription-requires'; readonly subscription: string; readonly candidates: readonly Entry[] }
  | {
      readonly kind: 'bundle-requires';
      readonly entry: Entry;
      readonly requirement: Requirement;
      readonly candidates: readonly Entry[];
    }
  /** Not both can be part of the answer. */
  | { readonly kind: 'bundle-replaces'; readonly entry: Entry; readonly installed: Entry };

/** Of these at most one may be part of the answer; a variable that is there twice may not be. */
export interface Exclusion {
  readonly kind: 'one-provider' | 'one-of-package';
  /** The API (`Kind (group/version)`) or the package. */
  readonly subject: string;
  readonly variables: readonly Variable[];
}

/** All that must hold of an answer. */
export interface Constraints {
  readonly variables: readonly Variable[];
  readonly exclusions: readonly Exclusion[];
  variableOf(entry: Entry): Variable | undefined;
}
