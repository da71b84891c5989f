import type { KubernetesObject } from '@violet/machinery';
import { isBuiltIn } from '../objects/merge-keys.ts';
import { judgeDaemonSet } from './daemon-set.ts';
import { judgeDeployment } from './deployment.ts';
import { judgeByConditions } from './kstatus.ts';
import { condition, failed, type Problem, read, waiting } from './problem.ts';
import { judgeReplicaSet } from './replica-set.ts';
import { judgeStatefulSet } from './stateful-set.ts';

/**
 * Kinds of the cluster's own with rules of their own; others of its kinds are healthy once they are there. An object is
 * healthy when Helm 3's checks and kstatus (Helm 4) both say so; `tools/peers/releases` lists where we differ, and why.
 */
const judges: Record<string, (object: KubernetesObject) => Problem> = {
  'apps/Deployment': judgeDeployment,
  'apps/StatefulSet': judgeStatefulSet,
  'apps/DaemonSet': judgeDaemonSet,
  'apps/ReplicaSet': judgeReplicaSet,
  'batch/Job': judgeJob,
  '/Pod': judgePod,
  '/ReplicationController': judgeReplicaSet,
  '/PersistentVolumeClaim': judgeClaim,
  '/Service': judgeService,
  'apiextensions.k8s.io/CustomResourceDefinition': judgeCrd,
  'apiregistration.k8s.io/APIService': judgeApiService,
  'policy/PodDisruptionBudget': judgeByConditions,
};

/** Custom resources all can: they are judged by the conditions that kstatus knows. */
export function canBeUnhealthy(group: string, kind: string): boolean {
  return `${group}/${kind}` in judges || !isBuiltIn(group);
}

/** Whether an object is as healthy as it should be; `undefined` stands for one that is not there. */
export function healthProblem(
  ref: { group: string; kind: string; name: string },
  object: KubernetesObject | undefined,
): Problem {
  if (!canBeUnhealthy(ref.group, ref.kind)) return undefined;
  const judge = judges[`${ref.group}/${ref.kind}`] ?? judgeByConditions;
  if (object?.metadata.deletionTimestamp !== undefined) return waiting(object, 'is being deleted');
  if (object !== undefined) return judge(object);
  // A Job with a time to live is gone once it has done its work.
  return ref.kind === 'Job' ? undefined : { message: `${ref.kind} ${ref.name} is not there`, failed: false };
}

function judgeJob(object: KubernetesObject): Problem {
  const reported = read(object);
  const holds = (type: string) =>
    condition(reported, type)?.status === 'True' ? condition(reported, type) : undefined;
  const failure = holds('Failed');
  if (failure !== undefined) return failed(object, `failed: ${failure.message ?? failure.reason ?? ''}`);
  const isDone = reported.spec.suspend === true || holds('Complete') !== undefined;
  return isDone ? undefined : waiting(object, 'not yet complete');
}

function judgePod(object: KubernetesObject): Problem {
  const reported = read(object);
  const { phase } = reported.status;
  if (phase === 'Failed') return failed(object, 'failed');
  if (phase === 'Succeeded') return undefined;
  const isReady = phase === 'Running' && condition(reported, 'Ready')?.status === 'True';
  return isReady ? undefined : waiting(object, 'not ready');
}

function judgeClaim(object: KubernetesObject): Problem {
  return read(object).status['phase'] === 'Bound' ? undefined : waiting(object, 'not bound');
}

function judgeService(object: KubernetesObject): Problem {
  const { spec, status } = read(object);
  if (spec.type === 'ExternalName') return undefined;
  if ((spec.clusterIP ?? '') === '') return waiting(object, 'has no cluster IP address');
  if (spec.type !== 'LoadBalancer' || (spec.externalIPs ?? []).length > 0) return undefined;
  const balancer = status['loadBalancer'] as { ingress?: unknown[] } | undefined;
  return balancer?.ingress === undefined ? waiting(object, 'its load balancer has no address') : undefined;
}

function judgeCrd(object: KubernetesObject): Problem {
  const reported = read(object);
  const names = condition(reported, 'NamesAccepted');
  if (names?.status === 'False') return failed(object, `its names are not accepted: ${names.message ?? ''}`);
  const established = condition(reported, 'Established');
  if (established?.status === 'True') return undefined;
  const isRefused = established?.status === 'False' && established.reason !== 'Installing';
  return isRefused ? failed(object, established.message ?? 'not established') : waiting(object, 'not established');
}

function judgeApiService(object: KubernetesObject): Problem {
  const available = condition(read(object), 'Available');
  if (available?.status === 'True') return undefined;
  return waiting(object, `not available${available?.message === undefined ? '' : `: ${available.message}`}`);
}
