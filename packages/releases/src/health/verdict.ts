import type { KubernetesObject } from '@violet/machinery';
import { isBuiltIn } from '../objects/merge-keys.ts';
import { crdIsEstablished } from './crd.ts';
import { judgeByConditions } from './kstatus.ts';

/** Why an object is not healthy, as a sentence; undefined when it is. `failed`: time alone will not heal it. */
export type Problem = { message: string; failed: boolean } | undefined;

type Judge = (object: KubernetesObject) => Problem;

interface Workload {
  spec: {
    replicas?: number;
    paused?: boolean;
    suspend?: boolean;
    type?: string;
    clusterIP?: string;
    externalIPs?: string[];
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
  };
  status: Record<string, unknown> & {
    observedGeneration?: number;
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
  };
}

/** Kinds of the cluster's own with rules of their own; others of its kinds are healthy once they are there. */
const judges: Record<string, Judge> = {
  'apps/Deployment': judgeDeployment,
  'apps/StatefulSet': judgeStatefulSet,
  'apps/DaemonSet': judgeDaemonSet,
  'apps/ReplicaSet': judgeReplicas,
  'batch/Job': judgeJob,
  '/Pod': judgePod,
  '/ReplicationController': judgeReplicas,
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

function read(object: KubernetesObject): Workload {
  return { spec: (object.spec ?? {}) as Workload['spec'], status: (object.status ?? {}) as Workload['status'] };
}

function waiting(object: KubernetesObject, what: string): Problem {
  return { message: `${object.kind} ${object.metadata.name}: ${what}`, failed: false };
}

function failed(object: KubernetesObject, what: string): Problem {
  return { message: `${object.kind} ${object.metadata.name}: ${what}`, failed: true };
}

function count(status: Workload['status'], member: string): number {
  const value = status[member];
  return typeof value === 'number' ? value : 0;
}

/** The controller has not yet seen the last change, so its numbers are about an earlier one. */
function isBehind(object: KubernetesObject, status: Workload['status']): boolean {
  return (status.observedGeneration ?? 0) < (object.metadata.generation ?? 0);
}

function judgeDeployment(object: KubernetesObject): Problem {
  const { spec, status } = read(object);
  if (spec.paused === true) return undefined;
  if (isBehind(object, status)) return waiting(object, 'its last change is not taken up yet');
  const stuck = status.conditions?.find(
    ({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
  );
  if (stuck !== undefined) return failed(object, 'exceeded its progress deadline');
  const wanted = spec.replicas ?? 1;
  const updated = count(status, 'updatedReplicas');
  if (updated < wanted) return waiting(object, `${updated} of ${wanted} replicas updated`);
  const old = count(status, 'replicas') - updated;
  if (old > 0) return waiting(object, `${old} old replicas are still to go`);
  const available = count(status, 'availableReplicas');
  return available < updated ? waiting(object, `${available} of ${wanted} replicas available`) : undefined;
}

function judgeStatefulSet(object: KubernetesObject): Problem {
  const { spec, status } = read(object);
  if (isBehind(object, status)) return waiting(object, 'its last change is not taken up yet');
  const wanted = spec.replicas ?? 1;
  const ready = count(status, 'readyReplicas');
  if (spec.updateStrategy?.type === 'OnDelete') return undefined;
  const partition = spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  const updated = count(status, 'updatedReplicas');
  if (updated < wanted - partition) return waiting(object, `${updated} of ${wanted - partition} replicas updated`);
  if (ready < wanted) return waiting(object, `${ready} of ${wanted} replicas ready`);
  const rolled = status['currentRevision'] === status['updateRevision'];
  return partition === 0 && !rolled ? waiting(object, 'the update is not complete') : undefined;
}

function judgeDaemonSet(object: KubernetesObject): Problem {
  const { spec, status } = read(object);
  if (isBehind(object, status)) return waiting(object, 'its last change is not taken up yet');
  if (spec.updateStrategy?.type === 'OnDelete') return undefined;
  const wanted = count(status, 'desiredNumberScheduled');
  const updated = count(status, 'updatedNumberScheduled');
  if (updated < wanted) return waiting(object, `${updated} of ${wanted} pods updated`);
  const available = count(status, 'numberAvailable');
  return available < wanted ? waiting(object, `${available} of ${wanted} pods available`) : undefined;
}

function judgeReplicas(object: KubernetesObject): Problem {
  const { spec, status } = read(object);
  if (isBehind(object, status)) return waiting(object, 'its last change is not taken up yet');
  const ready = count(status, 'readyReplicas');
  const wanted = spec.replicas ?? 1;
  return ready < wanted ? waiting(object, `${ready} of ${wanted} replicas ready`) : undefined;
}

function judgeJob(object: KubernetesObject): Problem {
  const { spec, status } = read(object);
  const holds = (wanted: string) =>
    status.conditions?.find(({ type, status: value }) => type === wanted && value === 'True');
  const failure = holds('Failed');
  if (failure !== undefined) return failed(object, `failed: ${failure.message ?? failure.reason ?? ''}`);
  return spec.suspend === true || holds('Complete') !== undefined ? undefined : waiting(object, 'not yet complete');
}

function judgePod(object: KubernetesObject): Problem {
  const { status } = read(object);
  if (status['phase'] === 'Failed') return failed(object, 'failed');
  const ready = status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
  return ready || status['phase'] === 'Succeeded' ? undefined : waiting(object, 'not ready');
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

function judgeApiService(object: KubernetesObject): Problem {
  const available = read(object).status.conditions?.find(({ type }) => type === 'Available');
  if (available?.status === 'True') return undefined;
  return waiting(object, `not available${available?.message === undefined ? '' : `: ${available.message}`}`);
}

function judgeCrd(object: KubernetesObject): Problem {
  return crdIsEstablished(object) ? undefined : waiting(object, 'not established');
}
