import type { Taint } from '../kinds/core.ts';
import type { Toleration } from '../kinds/pod.ts';

/** The first taint that keeps a pod with these tolerations away. */
export function untolerated(taints: readonly Taint[], tolerations: readonly Toleration[]): Taint | undefined {
  const hard = taints.filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
  return hard.find((taint) => !tolerations.some((toleration) => tolerates(toleration, taint)));
}

function tolerates(toleration: Toleration, taint: Taint): boolean {
  const { key = '', operator = 'Equal', value = '', effect = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  return operator === 'Exists' || (key !== '' && value === (taint.value ?? ''));
}
