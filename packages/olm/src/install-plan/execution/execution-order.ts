import type { Step } from '@violet/api';
import { BUNDLE_SECRET } from '../steps/steps-of-bundle.ts';

/**
 * A plan's steps with their places in it, as they are carried out: in the plan's order, but for accounts, which come before
 * the first Secret. Kubernetes takes a Secret for an account's token away again while the account is not there.
 */
export function executionOrder(steps: readonly Step[]): [place: number, step: Step][] {
  const entries = [...steps.entries()];
  const first = steps.findIndex(({ resource }) => resource.kind === BUNDLE_SECRET);
  if (first === -1) return entries;
  const later = entries.slice(first);
  const isAccount = ([, { resource }]: [number, Step]) => resource.kind === 'ServiceAccount';
  return [...entries.slice(0, first), ...later.filter(isAccount), ...later.filter((entry) => !isAccount(entry))];
}
