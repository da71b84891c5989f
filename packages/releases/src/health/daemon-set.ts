import type { KubernetesObject } from '@violet/machinery';
import { behind, count, type Problem, read, tooFew, waiting } from './problem.ts';

export function judgeDaemonSet(object: KubernetesObject): Problem {
  const problem = behind(object);
  if (problem !== undefined) return problem;
  const reported = read(object);
  const { spec, status } = reported;
  if (typeof status['desiredNumberScheduled'] !== 'number') return waiting(object, 'not scheduled yet');
  const wanted = count(reported, 'desiredNumberScheduled');
  // Who replaces pods by hand decides when they are updated.
  const updated = spec.updateStrategy?.type === 'OnDelete' ? wanted : count(reported, 'updatedNumberScheduled');
  if (updated > wanted) return waiting(object, `${updated - wanted} pods are still to go`);
  return tooFew(object, 'pods', [
    [count(reported, 'currentNumberScheduled'), wanted, 'scheduled'],
    [updated, wanted, 'updated'],
    [count(reported, 'numberAvailable'), wanted, 'available'],
    [count(reported, 'numberReady'), wanted, 'ready'],
  ]);
}
