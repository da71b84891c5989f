import type { KubernetesObject } from '@violet/machinery';
import { failed, type Problem, waiting } from './problem.ts';

interface Reported {
  observedGeneration?: unknown;
  conditions?: { type?: unknown; status?: unknown; reason?: string; message?: string }[];
}

/**
 * The health of an object of any kind, by the conventions that kstatus has: the generation that its controller has seen,
 * the conditions Reconciling and Stalled, then Ready. An object that reports none of these is healthy.
 */
export function judgeByConditions(object: KubernetesObject): Problem {
  const status = (object.status ?? {}) as Reported;
  const { generation } = object.metadata;
  const { observedGeneration } = status;
  if (generation !== undefined && typeof observedGeneration === 'number' && observedGeneration !== generation) {
    return waiting(object, 'its last change is not taken up yet');
  }
  const conditions = Array.isArray(status.conditions) ? status.conditions : [];
  // The first that says something counts, in the order of the list.
  const telling = conditions.find(
    ({ type, status: value }) => (type === 'Reconciling' || type === 'Stalled') && value === 'True',
  );
  if (telling?.type === 'Stalled') return failed(object, wordsOf(telling));
  if (telling !== undefined) return waiting(object, wordsOf(telling));
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (ready === undefined || (ready.status !== 'False' && ready.status !== 'Unknown')) return undefined;
  return waiting(object, `not ready: ${wordsOf(ready)}`);
}

function wordsOf({ type, reason, message }: { type?: unknown; reason?: string; message?: string }): string {
  const words = [reason, message].filter((word) => word !== undefined && word !== '').join(': ');
  return words === '' ? String(type) : words;
}
