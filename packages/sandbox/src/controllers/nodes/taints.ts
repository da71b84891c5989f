import type { Node, Taint } from '../kinds/core.ts';
import { timestamp } from '../time.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/**
 * The taints that the state of a node asks for, undefined where it has them: the one that the server gives to a node that
 * registers goes when the node is ready, another one comes and goes with `kubectl cordon`.
 */
export function wantedTaints({ spec, status }: Node, now: Date): Taint[] | undefined {
  const taints = spec?.taints ?? [];
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
  const cordoned = spec?.unschedulable === true;
  const kept = taints.filter(({ key }) => !(key === NOT_READY && ready) && !(key === UNSCHEDULABLE && !cordoned));
  const missing = cordoned && !taints.some(({ key }) => key === UNSCHEDULABLE);
  if (kept.length === taints.length && !missing) return undefined;
  return missing ? [...kept, { key: UNSCHEDULABLE, effect: 'NoSchedule', timeAdded: timestamp(now) }] : kept;
}
