import type { Deployment, IntOrString } from '../kinds/workloads.ts';

/** How far a rolling update may go above and below the wanted number. */
export interface Budget {
  maxSurge: number;
  maxUnavailable: number;
}

/** Percentages of the wanted number: surge rounded up, unavailable down; never both 0, which could not move. */
export function rolloutBudget({ spec }: Deployment): Budget {
  if (spec.strategy?.type === 'Recreate') return { maxSurge: 0, maxUnavailable: 0 };
  const replicas = spec.replicas ?? 1;
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec.strategy?.rollingUpdate ?? {};
  const surge = resolve(maxSurge, replicas, Math.ceil);
  const unavailable = resolve(maxUnavailable, replicas, Math.floor);
  if (surge === 0 && unavailable === 0) return { maxSurge: 0, maxUnavailable: 1 };
  return { maxSurge: surge, maxUnavailable: Math.min(unavailable, replicas) };
}

export function resolve(value: IntOrString, total: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value;
  const share = Number(value.replace(/%$/, ''));
  return Number.isFinite(share) ? round((share * total) / 100) : 0;
}
