import type { Step } from '@violet/api';

const RANKS: Readonly<Record<string, number>> = { ClusterServiceVersion: 0, CustomResourceDefinition: 1 };

/** CSVs first, then CRDs, then the rest as it comes. */
export function orderSteps(steps: readonly Step[]): Step[] {
  const rank = ({ resource }: Step) => RANKS[resource.kind] ?? 2;
  return [...steps].sort((left, right) => rank(left) - rank(right));
}
