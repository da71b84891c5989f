import type { KubernetesObject } from '@violet/machinery';
import { behind, count, type Problem, read, tooFew, waiting } from './problem.ts';

export function judgeStatefulSet(object: KubernetesObject): Problem {
  const problem = behind(object);
  // Who replaces pods by hand decides when the update is complete.
  if (problem !== undefined || read(object).spec.updateStrategy?.type === 'OnDelete') return problem;
  return judgeCounts(object) ?? judgeUpdate(object);
}

function judgeCounts(object: KubernetesObject): Problem {
  const reported = read(object);
  const wanted = reported.spec.replicas ?? 1;
  const short = tooFew(object, 'replicas', [
    [count(reported, 'replicas'), wanted, 'there'],
    [count(reported, 'readyReplicas'), wanted, 'ready'],
  ]);
  if (short !== undefined) return short;
  const extra = Math.max(count(reported, 'replicas'), count(reported, 'readyReplicas')) - wanted;
  return extra > 0 ? waiting(object, `${extra} replicas are still to go`) : undefined;
}

function judgeUpdate(object: KubernetesObject): Problem {
  const reported = read(object);
  const { spec, status } = reported;
  const wanted = spec.replicas ?? 1;
  const partition = spec.updateStrategy?.rollingUpdate?.partition;
  const toUpdate = wanted - (partition ?? 0);
  const short = tooFew(object, 'replicas', [[count(reported, 'updatedReplicas'), toUpdate, 'updated']]);
  if (short !== undefined) return short;
  const rolled = status['currentRevision'] === status['updateRevision'];
  const isCurrent = partition !== undefined || count(reported, 'currentReplicas') >= wanted;
  return (partition ?? 0) === 0 && !(rolled && isCurrent) ? waiting(object, 'the update is not complete') : undefined;
}
