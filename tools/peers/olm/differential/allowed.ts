import type { Difference } from './compare.ts';

export interface Allowed {
  object: RegExp;
  path: RegExp;
  reason: string;
}

/** Differences that stay, and why. Each must still occur: a test fails on one that nothing needs. */
export const allowed: readonly Allowed[] = [];

export function reasonFor({ object, path }: Difference): Allowed | undefined {
  return allowed.find((one) => one.object.test(object) && one.path.test(path));
}
