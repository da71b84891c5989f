import type { Deployment, PodSpec, SubscriptionConfig } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { aCsv, aStrategy } from '../../testing/a-csv.ts';
import { stored } from '../../testing/stored.ts';
import { deploymentFor } from './build.ts';
import { deploymentProblem } from './check.ts';
import { deploymentHealth } from './health.ts';
import { applyOverrides } from './overrides.ts';

const csv = stored(aCsv('a.v1', 'ns', {}, { annotations: { from: 'csv', both: 'csv' } }));

describe('the Deployment of a CSV', () => {
  const strategy = aStrategy('server');
  strategy.label = { mine: 'yes' };
  strategy.spec.template.metadata = { labels: { app: 'server' }, annotations: { from: 'pod', own: 'pod' } };
  const deployment = deploymentFor(csv, strategy, undefined);

  it('belongs to it', () => {
    expect(deployment.metadata).toEqual({
      name: 'server',
      namespace: 'ns',
      labels: {
        mine: 'yes',
        'olm.managed': 'true',
        'olm.owner': 'a.v1',
        'olm.owner.namespace': 'ns',
        'olm.owner.kind': 'ClusterServiceVersion',
        'olm.deployment-spec-hash': expect.stringMatching(/^[0-9a-zA-Z]+$/),
      },
      ownerReferences: [
        {
          apiVersion: 'operators.coreos.com/v1alpha1',
          kind: 'ClusterServiceVersion',
          name: 'a.v1',
          uid: 'uid-a.v1',
          blockOwnerDeletion: false,
          controller: false,
        },
      ],
    });
  });

  it('has the annotations of the CSV over its own', () => {
    expect(deployment.spec.template.metadata?.annotations).toEqual({ from: 'csv', own: 'pod', both: 'csv' });
  });

  it('tells its containers where their condition is, and keeps one old ReplicaSet', () => {
    expect(deployment.spec.template.spec?.containers[0]?.env).toEqual([
      { name: 'OPERATOR_CONDITION_NAME', value: 'a.v1' },
    ]);
    expect(deployment.spec.revisionHistoryLimit).toBe(1);
  });

  it('leaves the CSV as it is', () => {
    expect(strategy.spec).not.toHaveProperty('revisionHistoryLimit');
    expect(strategy.spec.template.spec?.containers[0]).not.toHaveProperty('env');
  });

  it('has another hash when anything of it changes', () => {
    const hash = (of: Deployment) => of.metadata.labels?.['olm.deployment-spec-hash'];
    expect(hash(deploymentFor(csv, strategy, undefined))).toBe(hash(deployment));
    expect(hash(deploymentFor(csv, strategy, { env: [{ name: 'A', value: 'b' }] }))).not.toBe(hash(deployment));
  });
});

describe('what a Subscription overrides', () => {
  const overridden = (pod: Partial<PodSpec>, config: SubscriptionConfig): Deployment => {
    const { spec } = aStrategy();
    const [container = { name: 'c' }] = spec.template.spec?.containers ?? [];
    spec.template.spec = { containers: [container], ...pod };
    const deployment: Deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, spec };
    applyOverrides(deployment, config);
    return deployment;
  };
  const pod = (before: Partial<PodSpec>, config: SubscriptionConfig) => overridden(before, config).spec.template.spec;
  const container = (fields: object) => ({ containers: [{ name: 'c', ...fields }] });

  it.each([
    {
      name: 'variables, in their places',
      before: container({
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      }),
      config: {
        env: [
          { name: 'C', value: '3' },
          { name: 'A', value: 'x' },
        ],
      },
      after: container({
        env: [
          { name: 'A', value: 'x' },
          { name: 'B', value: '2' },
          { name: 'C', value: '3' },
        ],
      }),
    },
    {
      name: 'sources of variables, each once',
      before: container({ envFrom: [{ secretRef: { name: 's' } }] }),
      config: { envFrom: [{ secretRef: { name: 's' } }, { configMapRef: { name: 'm' } }] },
      after: container({ envFrom: [{ secretRef: { name: 's' } }, { configMapRef: { name: 'm' } }] }),
    },
    {
      name: 'mounts by name',
      before: container({ volumeMounts: [{ name: 'v', mountPath: '/a' }] }),
      config: { volumeMounts: [{ name: 'v', mountPath: '/b' }] },
      after: container({ volumeMounts: [{ name: 'v', mountPath: '/b' }] }),
    },
    {
      name: 'resources as a whole',
      before: container({ resources: { limits: { cpu: '1' } } }),
      config: { resources: { requests: { cpu: '2' } } },
      after: container({ resources: { requests: { cpu: '2' } } }),
    },
  ])('$name', ({ before, config, after }) => expect(pod(before, config)).toEqual(after));

  it.each([
    {
      name: 'volumes by name',
      before: { volumes: [{ name: 'v', emptyDir: {} }] },
      config: {
        volumes: [
          { name: 'v', secret: { secretName: 's' } },
          { name: 'w', emptyDir: {} },
        ],
      },
      after: {
        volumes: [
          { name: 'v', secret: { secretName: 's' } },
          { name: 'w', emptyDir: {} },
        ],
      },
    },
    {
      name: 'tolerations by adding',
      before: { tolerations: [{ key: 'a' }] },
      config: { tolerations: [{ key: 'a' }, { key: 'b' }] },
      after: { tolerations: [{ key: 'a' }, { key: 'b' }] },
    },
    {
      name: 'nodes as a whole',
      before: { nodeSelector: { a: '1' } },
      config: { nodeSelector: { b: '2' } },
      after: { nodeSelector: { b: '2' } },
    },
    {
      name: 'one part of the affinity',
      before: { affinity: { nodeAffinity: { x: 1 }, podAffinity: { y: 1 } } },
      config: { affinity: { podAffinity: { z: 1 } } },
      after: { affinity: { nodeAffinity: { x: 1 }, podAffinity: { z: 1 } } },
    },
    {
      name: 'a part of the affinity by nothing',
      before: { affinity: { nodeAffinity: { x: 1 }, podAffinity: { y: 1 } } },
      config: { affinity: { nodeAffinity: {} } },
      after: { affinity: { podAffinity: { y: 1 } } },
    },
    {
      name: 'the affinity by nothing',
      before: { affinity: { nodeAffinity: { x: 1 } } },
      config: { affinity: {} },
      after: {},
    },
    {
      name: 'no affinity by some',
      before: {},
      config: { affinity: { nodeAffinity: { x: 1 } } },
      after: { affinity: { nodeAffinity: { x: 1 } } },
    },
    {
      name: 'all of the affinity by an empty anti-affinity, as upstream does',
      before: { affinity: { nodeAffinity: { x: 1 }, podAntiAffinity: { y: 1 } } },
      config: { affinity: { podAntiAffinity: {} } },
      after: {},
    },
  ])('$name', ({ before, config, after }) => {
    const { containers: _containers, ...rest } = pod(before, config) ?? { containers: [] };
    expect(rest).toEqual(after);
  });

  it('adds annotations without changing those that are there', () => {
    const { metadata, spec } = overridden({}, { annotations: { a: '1' } });
    expect(metadata.annotations).toEqual({ a: '1' });
    expect(spec.template.metadata?.annotations).toEqual({ a: '1' });
  });
});

describe('the health of a Deployment', () => {
  const deployment = (status: Deployment['status'], generation = 2): Deployment => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd', generation },
    spec: aStrategy().spec,
    ...(status === undefined ? {} : { status }),
  });
  const observed = { observedGeneration: 2 };
  const available = { type: 'Available', status: 'True' as const };

  it.each([
    { status: undefined, message: 'waiting for spec update of deployment "d" to be observed...' },
    {
      status: { observedGeneration: 1, conditions: [available] },
      message: 'waiting for spec update of deployment "d" to be observed...',
    },
    {
      status: { ...observed, replicas: 3, updatedReplicas: 1 },
      message: 'deployment "d" waiting for 2 outdated replica(s) to be terminated',
    },
    { status: observed, message: 'deployment "d" not available: missing condition "Available"' },
    {
      status: { ...observed, conditions: [{ type: 'Available', status: 'False' as const, message: 'no pods' }] },
      message: 'deployment "d" not available: no pods',
    },
  ])('waits: $message', ({ status, message }) => {
    expect(deploymentHealth(deployment(status))).toEqual({ state: 'waiting', message });
  });

  it('is well when it is available', () => {
    expect(deploymentHealth(deployment({ ...observed, conditions: [available] }))).toEqual({ state: 'available' });
  });

  it('is lost when its deadline is over', () => {
    const late = { type: 'Progressing', status: 'False' as const, reason: 'ProgressDeadlineExceeded' };
    expect(deploymentHealth(deployment({ ...observed, conditions: [late, available] }))).toEqual({
      state: 'exceeded',
      message: 'deployment "d" exceeded its progress deadline',
    });
  });
});

describe('what keeps Deployments from being installed', () => {
  const wanted = deploymentFor(csv, aStrategy(), undefined);
  const running: Deployment = {
    ...wanted,
    metadata: { ...wanted.metadata, generation: 1 },
    status: { observedGeneration: 1, conditions: [{ type: 'Available', status: 'True' }] },
  };
  const hash = wanted.metadata.labels?.['olm.deployment-spec-hash'] ?? '';
  const template = (annotations?: Record<string, string>) => ({
    ...running,
    spec: {
      ...running.spec,
      template: { ...running.spec.template, metadata: annotations === undefined ? {} : { annotations } },
    },
  });
  const labelled = (labels: Record<string, string>) => ({ ...running, metadata: { ...running.metadata, labels } });

  it.each([
    { name: 'nothing', existing: [running], problem: undefined },
    {
      name: 'that it is not there',
      existing: [],
      problem: { kind: 'missing', message: 'missing deployment with name=operator' },
    },
    {
      name: 'that it is not available',
      existing: [{ ...running, status: { observedGeneration: 1 } }],
      problem: {
        kind: 'waiting',
        message:
          'waiting for deployment operator to become ready: deployment "operator" not available: missing condition "Available"',
      },
    },
    {
      name: 'that it is too late',
      existing: [
        {
          ...running,
          status: {
            observedGeneration: 1,
            conditions: [{ type: 'Progressing', status: 'False' as const, reason: 'ProgressDeadlineExceeded' }],
          },
        },
      ],
      problem: {
        kind: 'timeout',
        message: 'deployment operator not ready before timeout: deployment "operator" exceeded its progress deadline',
      },
    },
    {
      name: 'that annotations are gone',
      existing: [template()],
      problem: { kind: 'drift', message: 'no annotations found on deployment' },
    },
    {
      name: 'that an annotation is gone',
      existing: [template({ from: 'csv' })],
      problem: { kind: 'drift', message: 'annotations on deployment does not contain expected key: both' },
    },
    {
      name: 'that an annotation is another',
      existing: [template({ from: 'me', both: 'csv' })],
      problem: {
        kind: 'drift',
        message: 'unexpected annotation on deployment. Expected from:csv, found from:me',
      },
    },
    {
      name: 'that nobody knows its content',
      existing: [labelled({})],
      problem: { kind: 'drift', message: "deployment operator doesn't have a spec hash, update it" },
    },
    {
      name: 'that its content was another',
      existing: [labelled({ 'olm.deployment-spec-hash': 'abc' })],
      problem: { kind: 'drift', message: `deployment changed old hash=abc, new hash=${hash}` },
    },
  ])('$name', ({ existing, problem }) => expect(deploymentProblem(csv, [wanted], existing)).toEqual(problem));
});
