import type { Admission } from '../admission/admission.ts';
import type { Store } from '../storage/store.ts';
import type { Catalog } from './catalog.ts';

/** What the handling of a request needs of its cluster. */
export interface Cluster {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly admission: Admission;
  readonly clock: () => Date;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly newUid: () => string;
}

/** RFC 3339 in whole seconds, as Kubernetes writes its timestamps. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
