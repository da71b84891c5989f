import type { KubernetesObject } from '@violet/machinery';
import type { Kind } from './kind.ts';

const finishedPhases: ReadonlySet<string> = new Set(['Succeeded', 'Failed']);

/**
 * How long an object may take to end: only Pods that a kubelet runs take any time. The kubelet itself deletes with 0 when
 * the Pod has stopped.
 */
export function gracePeriodSeconds(kind: Kind, object: KubernetesObject, asked: number | undefined): number {
  if (kind.collection.id !== 'pods') return 0;
  const spec = object.spec as { nodeName?: string; terminationGracePeriodSeconds?: number } | undefined;
  const status = object.status as { phase?: string } | undefined;
  if ((spec?.nodeName ?? '') === '' || finishedPhases.has(status?.phase ?? '')) return 0;
  const seconds = asked ?? spec?.terminationGracePeriodSeconds ?? 30;
  return seconds < 0 ? 1 : seconds;
}
