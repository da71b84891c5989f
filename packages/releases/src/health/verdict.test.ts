import { describe, expect, it } from 'vitest';
import { missingImage, selectsPod } from './pods.ts';
import { healthProblem } from './verdict.ts';

const groups: Record<string, string> = {
  Deployment: 'apps',
  StatefulSet: 'apps',
  DaemonSet: 'apps',
  ReplicaSet: 'apps',
  Job: 'batch',
  CustomResourceDefinition: 'apiextensions.k8s.io',
  APIService: 'apiregistration.k8s.io',
  PodDisruptionBudget: 'policy',
};

function problem(kind: string, spec: object, status: object, generation = 1): string | undefined {
  const group = groups[kind] ?? '';
  const object = {
    apiVersion: group === '' ? 'v1' : `${group}/v1`,
    kind,
    metadata: { name: 'x', generation },
    spec,
    status,
  };
  const found = healthProblem({ group, kind, name: 'x' }, object);
  return found === undefined ? undefined : `${found.failed ? 'failed' : 'waiting'}: ${found.message}`;
}

const available = { type: 'Available', status: 'True' };
const rolledOut = {
  observedGeneration: 1,
  replicas: 2,
  updatedReplicas: 2,
  currentReplicas: 2,
  readyReplicas: 2,
  availableReplicas: 2,
  conditions: [available],
};
const scheduled = {
  observedGeneration: 1,
  desiredNumberScheduled: 2,
  currentNumberScheduled: 2,
  updatedNumberScheduled: 2,
  numberAvailable: 2,
  numberReady: 2,
};
const revisions = { currentRevision: 'r', updateRevision: 'r' };

describe('the health of an object', () => {
  it.each<[string, object, object, string | undefined]>([
    ['Deployment', { replicas: 2 }, rolledOut, undefined],
    ['Deployment', { replicas: 0 }, { observedGeneration: 1, conditions: [available] }, undefined],
    ['Deployment', { replicas: 2 }, { ...rolledOut, conditions: [] }, 'waiting: Deployment x: not available'],
    [
      'Deployment',
      { replicas: 2, progressDeadlineSeconds: 600 },
      { ...rolledOut, conditions: [available, { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated' }] },
      'waiting: Deployment x: its rollout is not complete',
    ],
    ['ReplicaSet', { replicas: 2 }, { ...rolledOut, fullyLabeledReplicas: 2 }, undefined],
    [
      'ReplicationController',
      { replicas: 2 },
      { ...rolledOut, fullyLabeledReplicas: 1 },
      'waiting: ReplicationController x: 1 of 2 replicas there',
    ],
    [
      'ReplicaSet',
      { replicas: 2 },
      { ...rolledOut, conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota' }] },
      'waiting: ReplicaSet x: exceeded quota',
    ],
    ['APIService', {}, { conditions: [available] }, undefined],
    [
      'APIService',
      {},
      { conditions: [{ type: 'Available', status: 'False', message: 'no endpoints' }] },
      'waiting: APIService x: not available: no endpoints',
    ],
    [
      'PodDisruptionBudget',
      {},
      { observedGeneration: 0 },
      'waiting: PodDisruptionBudget x: its last change is not taken up yet',
    ],
    ['DaemonSet', {}, { observedGeneration: 1 }, 'waiting: DaemonSet x: not scheduled yet'],
    ['DaemonSet', { updateStrategy: { type: 'OnDelete' } }, { ...scheduled, updatedNumberScheduled: 0 }, undefined],
    [
      'CustomResourceDefinition',
      {},
      { conditions: [{ type: 'NamesAccepted', status: 'False', message: 'taken' }] },
      'failed: CustomResourceDefinition x: its names are not accepted: taken',
    ],
    [
      'Deployment',
      { replicas: 2 },
      { ...rolledOut, observedGeneration: 0 },
      'waiting: Deployment x: its last change is not taken up yet',
    ],
    ['Deployment', { replicas: 3 }, rolledOut, 'waiting: Deployment x: 2 of 3 replicas updated'],
    [
      'Deployment',
      { replicas: 2 },
      { ...rolledOut, replicas: 3 },
      'waiting: Deployment x: 1 old replicas are still to go',
    ],
    [
      'Deployment',
      { replicas: 2 },
      { ...rolledOut, availableReplicas: 1 },
      'waiting: Deployment x: 1 of 2 replicas available',
    ],
    ['Deployment', { replicas: 2, paused: true }, {}, undefined],
    [
      'Deployment',
      { replicas: 2 },
      { ...rolledOut, conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] },
      'failed: Deployment x: exceeded its progress deadline',
    ],
    ['StatefulSet', { replicas: 2 }, { ...rolledOut, ...revisions }, undefined],
    [
      'StatefulSet',
      { replicas: 2 },
      { ...rolledOut, ...revisions, readyReplicas: 1 },
      'waiting: StatefulSet x: 1 of 2 replicas ready',
    ],
    [
      'StatefulSet',
      { replicas: 2 },
      { ...rolledOut, ...revisions, currentRevision: 'old' },
      'waiting: StatefulSet x: the update is not complete',
    ],
    [
      'StatefulSet',
      { replicas: 2, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } },
      { ...rolledOut, updatedReplicas: 1, currentRevision: 'old', updateRevision: 'new' },
      undefined,
    ],
    ['StatefulSet', { replicas: 2, updateStrategy: { type: 'OnDelete' } }, { observedGeneration: 1 }, undefined],
    ['DaemonSet', {}, scheduled, undefined],
    ['DaemonSet', {}, { observedGeneration: 1, desiredNumberScheduled: 0 }, undefined],
    ['DaemonSet', {}, { ...scheduled, numberAvailable: 1 }, 'waiting: DaemonSet x: 1 of 2 pods available'],
    ['Job', {}, { conditions: [{ type: 'Complete', status: 'True' }] }, undefined],
    ['Job', {}, { active: 1 }, 'waiting: Job x: not yet complete'],
    ['Job', { suspend: true }, {}, undefined],
    [
      'Job',
      {},
      { conditions: [{ type: 'Failed', status: 'True', message: 'too often' }] },
      'failed: Job x: failed: too often',
    ],
    ['PersistentVolumeClaim', {}, { phase: 'Bound' }, undefined],
    ['PersistentVolumeClaim', {}, { phase: 'Pending' }, 'waiting: PersistentVolumeClaim x: not bound'],
    ['Service', { type: 'ExternalName' }, {}, undefined],
    ['Service', { clusterIP: 'None' }, {}, undefined],
    ['Service', {}, {}, 'waiting: Service x: has no cluster IP address'],
    [
      'Service',
      { type: 'LoadBalancer', clusterIP: '10.0.0.1' },
      { loadBalancer: {} },
      'waiting: Service x: its load balancer has no address',
    ],
    ['Service', { type: 'LoadBalancer', clusterIP: '10.0.0.1', externalIPs: ['1.2.3.4'] }, {}, undefined],
    ['Pod', {}, { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }, undefined],
    ['Pod', {}, { phase: 'Succeeded' }, undefined],
    ['Pod', {}, { phase: 'Failed' }, 'failed: Pod x: failed'],
    ['CustomResourceDefinition', {}, { conditions: [{ type: 'Established', status: 'True' }] }, undefined],
    ['CustomResourceDefinition', {}, {}, 'waiting: CustomResourceDefinition x: not established'],
    ['ConfigMap', {}, {}, undefined],
  ])('of a %s with spec %j and status %j is %s', (kind, spec, status, expected) => {
    expect(problem(kind, spec, status)).toBe(expected);
  });

  it('is bad for an object that is not there', () => {
    expect(healthProblem({ group: 'apps', kind: 'Deployment', name: 'x' }, undefined)?.message).toBe(
      'Deployment x is not there',
    );
  });

  it('is good for a Job that is gone: it has had its time', () => {
    expect(healthProblem({ group: 'batch', kind: 'Job', name: 'x' }, undefined)).toBeUndefined();
  });
});

describe('an image that is missing', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'n', labels: { app: 'a', extra: 'b' } },
    spec: {
      initContainers: [{ name: 'first', image: 'r/first:1' }],
      containers: [{ name: 'main', image: 'r/main:1' }],
    },
  };
  const waiting = (name: string, reason: string) => [{ name, image: 'resolved', state: { waiting: { reason } } }];

  it.each([
    ['ErrImagePull', { image: 'r/main:1', reason: 'ErrImagePull' }],
    ['ImagePullBackOff', { image: 'r/main:1', reason: 'ImagePullBackOff' }],
    ['ContainerCreating', undefined],
  ])('shows in a container that waits with %s', (reason, expected) => {
    expect(missingImage({ ...pod, status: { containerStatuses: waiting('main', reason) } })).toEqual(expected);
  });

  it('shows in an init container first', () => {
    const status = {
      initContainerStatuses: waiting('first', 'ImagePullBackOff'),
      containerStatuses: waiting('main', 'PodInitializing'),
    };

    expect(missingImage({ ...pod, status })?.image).toBe('r/first:1');
  });

  it.each([
    [{ app: 'a' }, 'n', true],
    [{ app: 'a', other: 'x' }, 'n', false],
    [{ app: 'a' }, 'elsewhere', false],
    [{}, 'n', false],
  ])('concerns the workload that selects %j in %s: %s', (matchLabels, namespace, expected) => {
    const workload = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'w', namespace },
      spec: { selector: { matchLabels } },
    };

    expect(selectsPod(workload, pod)).toBe(expected);
  });
});
