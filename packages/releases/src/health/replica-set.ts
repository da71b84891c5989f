import type { KubernetesObject } from '@violet/machinery';
import { behind, condition, count, type Problem, read, tooFew, waiting } from './problem.ts';

/** Of ReplicaSets and ReplicationControllers. */
export function judgeReplicaSet(object: KubernetesObject): Problem {
  const problem = behind(object);
  if (problem !== undefined) return problem;
  const reported = read(object);
  const failure = condition(reported, 'ReplicaFailure');
  if (failure?.status === 'True') return waiting(object, failure.message ?? 'cannot make its pods');
  const wanted = reported.spec.replicas ?? 1;
  const short = tooFew(object, 'replicas', [
    [count(reported, 'fullyLabeledReplicas'), wanted, 'there'],
    [count(reported, 'availableReplicas'), wanted, 'available'],
    [count(reported, 'readyReplicas'), wanted, 'ready'],
  ]);
  const extra = count(reported, 'replicas') - wanted;
  return short ?? (extra > 0 ? waiting(object, `${extra} replicas are still to go`) : undefined);
}
