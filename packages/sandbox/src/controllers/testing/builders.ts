import type { Stored } from '@violet/machinery';
import type { Node } from '../kinds/core.ts';
import type { Pod, PodSpec } from '../kinds/pod.ts';
import type { Deployment, ReplicaSet, StatefulSet } from '../kinds/workloads.ts';

const created = '2026-01-01T00:00:00Z';
const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };

function stored(name: string, more: object = {}) {
  return {
    name,
    namespace: 'default',
    uid: `uid-${name}`,
    resourceVersion: '1',
    creationTimestamp: created,
    generation: 1,
    ...more,
  };
}

export function aDeployment(spec: Partial<Deployment['spec']> = {}): Stored<Deployment> {
  const selector = { matchLabels: { app: 'a' } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: stored('web'),
    spec: { replicas: 10, selector, template, ...spec },
  };
}

/** A ReplicaSet that has `available` of its pods serving; all of them exist. */
export function aReplicaSet(
  name: string,
  replicas: number,
  available = replicas,
  annotations: Record<string, string> = {},
): Stored<ReplicaSet> {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: stored(name, { annotations }),
    spec: { replicas, selector: {}, template },
    status: { replicas, readyReplicas: available, availableReplicas: available },
  };
}

export function aStatefulSet(spec: Partial<StatefulSet['spec']> = {}): Stored<StatefulSet> {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: stored('db'),
    spec: { replicas: 3, selector: {}, template, ...spec },
  };
}

export interface PodState {
  ready?: boolean;
  phase?: string;
  deleting?: boolean;
  revision?: string;
  annotations?: Record<string, string>;
  finishedAt?: string;
  spec?: Partial<PodSpec>;
}

export function aPod(
  name: string,
  {
    ready = true,
    phase = 'Running',
    deleting = false,
    revision,
    annotations = {},
    finishedAt,
    spec = {},
  }: PodState = {},
): Stored<Pod> {
  const labels = revision === undefined ? {} : { 'controller-revision-hash': revision };
  const state = finishedAt === undefined ? {} : { terminated: { exitCode: 1, reason: 'Error', finishedAt } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: stored(name, { labels, annotations, ...(deleting ? { deletionTimestamp: created } : {}) }),
    spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: created }],
      containerStatuses: [{ name: 'c', image: 'nginx', imageID: '', ready, restartCount: 0, state, lastState: {} }],
    },
  };
}

export function aNode(name: string, spec: Node['spec'] = {}, labels: Record<string, string> = {}): Stored<Node> {
  const allocatable = { cpu: '4', memory: '8Gi', pods: '3' };
  return { apiVersion: 'v1', kind: 'Node', metadata: stored(name, { labels }), spec, status: { allocatable } };
}
