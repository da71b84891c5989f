import type { Deletions, Quota } from '@violet/registry';

/** How the embedded registry is kept. */
export interface RegistryRules {
  quota: Quota;
  /** What clients may delete. */
  deletions: Deletions;
  /** How often images that nothing names are taken away; 0 never does. */
  collectEveryMs: number;
}

export const usualRegistryRules: RegistryRules = {
  quota: {},
  deletions: { tags: true, manifests: true, blobs: true },
  collectEveryMs: 6 * 60 * 60 * 1000,
};
