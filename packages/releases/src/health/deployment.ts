import type { KubernetesObject } from '@violet/machinery';
import { behind, condition, count, failed, type Problem, read, tooFew, waiting } from './problem.ts';

/** What a deadline that is none is set to. */
const noDeadline = 2 ** 31 - 1;

export function judgeDeployment(object: KubernetesObject): Problem {
  const reported = read(object);
  const { spec } = reported;
  if (spec.paused === true) return undefined;
  const problem = behind(object);
  if (problem !== undefined) return problem;
  if (condition(reported, 'Progressing')?.reason === 'ProgressDeadlineExceeded') {
    return failed(object, 'exceeded its progress deadline');
  }
  return judgeCounts(object) ?? judgeConditions(object);
}

function judgeCounts(object: KubernetesObject): Problem {
  const reported = read(object);
  const wanted = reported.spec.replicas ?? 1;
  const updated = count(reported, 'updatedReplicas');
  const there = count(reported, 'replicas');
  const short = tooFew(object, 'replicas', [[updated, wanted, 'updated']]);
  if (short !== undefined) return short;
  const old = there - Math.min(updated, wanted);
  if (old > 0) return waiting(object, `${old} old replicas are still to go`);
  return tooFew(object, 'replicas', [
    [there, wanted, 'there'],
    [count(reported, 'availableReplicas'), updated, 'available'],
    [count(reported, 'readyReplicas'), wanted, 'ready'],
  ]);
}

function judgeConditions(object: KubernetesObject): Problem {
  const reported = read(object);
  const { progressDeadlineSeconds = noDeadline } = reported.spec;
  const progressing = condition(reported, 'Progressing');
  const isComplete = progressing?.status === 'True' && progressing.reason === 'NewReplicaSetAvailable';
  if (progressDeadlineSeconds !== noDeadline && !isComplete) return waiting(object, 'its rollout is not complete');
  return condition(reported, 'Available')?.status === 'True' ? undefined : waiting(object, 'not available');
}
