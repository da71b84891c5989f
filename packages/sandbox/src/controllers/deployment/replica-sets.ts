import { jsonEqual, type Stored } from '@violet/machinery';
import type { PodTemplate } from '../kinds/pod.ts';
import type { Deployment, ReplicaSet } from '../kinds/workloads.ts';

export const HASH_LABEL = 'pod-template-hash';
export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';

const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
]);

/** The ReplicaSet that has the Deployment's template: the oldest, should there be several. */
export function newReplicaSet<T extends ReplicaSet>(deployment: Deployment, replicaSets: readonly T[]): T | undefined {
  return byAge(replicaSets).find(({ spec }) => sameTemplate(spec.template, deployment.spec.template));
}

export function byAge<T extends ReplicaSet>(replicaSets: readonly T[]): T[] {
  const age = ({ metadata }: T) => `${metadata.creationTimestamp} ${metadata.name}`;
  return [...replicaSets].sort((left, right) => (age(left) < age(right) ? -1 : 1));
}

function sameTemplate(left: PodTemplate, right: PodTemplate): boolean {
  return jsonEqual(withoutHash(left), withoutHash(right));
}

function withoutHash(template: PodTemplate): unknown {
  const { [HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels, creationTimestamp: undefined } };
}

export function revisionOf({ metadata }: ReplicaSet): number {
  const revision = Number(metadata.annotations?.[REVISION] ?? 0);
  return Number.isSafeInteger(revision) ? revision : 0;
}

export function replicasOf(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, { spec }) => sum + (spec.replicas ?? 0), 0);
}

export function countOf(
  replicaSets: readonly ReplicaSet[],
  count: 'replicas' | 'readyReplicas' | 'availableReplicas',
): number {
  return replicaSets.reduce((sum, { status }) => sum + (status?.[count] ?? 0), 0);
}

/** The annotations that a ReplicaSet has from its Deployment, and what it must know of it to scale in proportion. */
export function annotationsFor(deployment: Deployment, maxSurge: number): Record<string, string> {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.has(key));
  const replicas = deployment.spec.replicas ?? 1;
  return {
    ...Object.fromEntries(copied),
    [DESIRED_REPLICAS]: String(replicas),
    [MAX_REPLICAS]: String(replicas + maxSurge),
  };
}

/** Somebody changed `spec.replicas`: the ReplicaSets remember another number. */
export function isScaling(deployment: Deployment, replicaSets: readonly Stored<ReplicaSet>[]): boolean {
  return replicaSets.some(({ spec, metadata }) => {
    const desired = metadata.annotations?.[DESIRED_REPLICAS];
    return (spec.replicas ?? 0) > 0 && desired !== undefined && Number(desired) !== (deployment.spec.replicas ?? 1);
  });
}
