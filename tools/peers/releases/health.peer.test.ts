/** Our verdicts on the health of objects beside those of kstatus (Helm 4) and of Helm 3's ready checker. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { KubernetesObject } from '@violet/machinery';
import { healthProblem } from '@violet/releases';
import { describe, expect, it } from 'vitest';

type Members = Record<string, unknown>;
type Choices = Record<string, readonly unknown[]>;

interface Kind {
  apiVersion: string;
  kind: string;
  spec: Choices;
  status: Choices;
  /** Where we say otherwise than both of them together, and why. */
  but?: (object: Verdictable) => string | undefined;
}

interface Verdictable {
  spec: Members;
  status: Members;
}

const conditions = (...types: string[]) =>
  types.flatMap((type) =>
    ['True', 'False', 'Unknown'].map((status) => [{ type, status, reason: 'Because', message: 'm' }]),
  );
const counts = [undefined, 0, 1, 2];
const condition = ({ status }: Verdictable, type: string) =>
  (status['conditions'] as { type: string; status: string }[] | undefined)?.find((one) => one.type === type)?.status;

const kinds: Kind[] = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { replicas: [0, 1, 2], paused: [undefined, true], progressDeadlineSeconds: [600] },
    status: {
      observedGeneration: [1, 2],
      replicas: counts,
      updatedReplicas: counts,
      readyReplicas: [undefined, 1, 2],
      availableReplicas: [undefined, 1, 2],
      conditions: [
        undefined,
        [{ type: 'Available', status: 'True' }],
        [
          { type: 'Available', status: 'True' },
          { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
        ],
        [
          { type: 'Available', status: 'False' },
          { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
        ],
        [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
      ],
    },
    but: ({ spec }) =>
      spec['paused'] === true ? 'both Helms leave out what is paused; kstatus by itself does not' : undefined,
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    spec: {
      replicas: [0, 2],
      updateStrategy: [
        { type: 'RollingUpdate' },
        { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
        { type: 'OnDelete' },
      ],
    },
    status: {
      observedGeneration: [1, 2],
      replicas: [undefined, 1, 2],
      readyReplicas: counts,
      updatedReplicas: counts,
      currentReplicas: [undefined, 2],
      currentRevision: ['a'],
      updateRevision: ['a', 'b'],
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    spec: { updateStrategy: [{ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } }, { type: 'OnDelete' }] },
    status: {
      observedGeneration: [undefined, 1, 2],
      desiredNumberScheduled: [undefined, 0, 2],
      currentNumberScheduled: [1, 2],
      updatedNumberScheduled: counts,
      numberAvailable: [undefined, 2],
      numberReady: [undefined, 2],
    },
    but: ({ spec }) =>
      (spec['updateStrategy'] as { type: string }).type === 'OnDelete'
        ? 'pods that are replaced by hand need not be updated, as with Helm 3'
        : undefined,
  },
  {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    spec: { replicas: [0, 2], selector: [{ matchLabels: { a: 'b' } }] },
    status: {
      observedGeneration: [1, 2],
      replicas: [undefined, 2],
      fullyLabeledReplicas: [undefined, 2],
      availableReplicas: [undefined, 2],
      readyReplicas: [undefined, 1, 2],
      conditions: [undefined, [{ type: 'ReplicaFailure', status: 'True' }]],
    },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    spec: { backoffLimit: [0], completions: [1] },
    status: {
      startTime: [undefined, '2026-01-01T00:00:00Z'],
      succeeded: [undefined, 1],
      failed: [undefined, 1],
      conditions: [undefined, ...conditions('Complete', 'Failed')],
    },
    but: (job) => {
      const isOver = condition(job, 'Complete') === 'True' || condition(job, 'Failed') === 'True';
      return isOver && job.status['failed'] === undefined && job.status['succeeded'] === 1
        ? undefined
        : 'a Job is over when its conditions say so, as with a hook; Helm 3 counts pods, kstatus lets it run';
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    spec: {},
    status: {
      phase: [undefined, 'Pending', 'Running', 'Succeeded', 'Failed'],
      conditions: [undefined, ...conditions('Ready')],
      containerStatuses: [undefined, [{ name: 'main', state: { waiting: { reason: 'CrashLoopBackOff' } } }]],
    },
    but: ({ status }) => {
      if (status['phase'] === 'Succeeded') return 'what has ended well is healthy, as with kstatus';
      if (status['phase'] === 'Failed') return 'what has failed is not';
      return status['phase'] === 'Running' && status['containerStatuses'] !== undefined
        ? 'what crashes may start when what it needs has'
        : undefined;
    },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    spec: {},
    status: { phase: [undefined, 'Pending', 'Bound', 'Lost'] },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    spec: {
      type: ['ClusterIP', 'LoadBalancer', 'ExternalName', 'NodePort'],
      clusterIP: [undefined, 'None', '10.0.0.1'],
      externalIPs: [undefined, ['1.2.3.4']],
    },
    status: { loadBalancer: [undefined, {}, { ingress: [{ ip: '1.2.3.4' }] }] },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    spec: {},
    status: { observedGeneration: [undefined, 1, 2] },
  },
  {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    spec: {},
    status: {
      observedGeneration: [undefined, 1, 2],
      conditions: [
        undefined,
        [],
        ...conditions('Ready', 'Reconciling', 'Stalled', 'Available'),
        ...conditions('Ready').flatMap((ready) =>
          conditions('Reconciling', 'Stalled').map((other) => [...ready, ...other]),
        ),
      ],
    },
  },
];

/** Every combination of the choices. */
function* combinations(choices: Choices): Generator<Members> {
  const [first, ...rest] = Object.entries(choices);
  if (first === undefined) return yield {};
  for (const other of combinations(Object.fromEntries(rest))) {
    for (const value of first[1]) yield value === undefined ? other : { [first[0]]: value, ...other };
  }
}

function* objectsOf({ apiVersion, kind, spec, status }: Kind): Generator<KubernetesObject> {
  const labels = { a: 'b' };
  const workload =
    apiVersion === 'apps/v1' ? { selector: { matchLabels: labels }, template: { metadata: { labels } } } : {};
  for (const one of combinations(spec)) {
    for (const other of combinations(status)) {
      const metadata = { name: 'x', namespace: 'n', uid: 'u', generation: 2 };
      yield { apiVersion, kind, metadata, spec: { ...workload, ...one }, status: other };
    }
  }
}

interface Answer {
  kstatus: 'Current' | 'InProgress' | 'Failed' | 'Terminating';
  /** Empty where Helm 3 has no rule. */
  ready: string;
}

function askHelms(objects: readonly KubernetesObject[]): Answer[] {
  const program = join(process.env['VIOLET_PEERS_BIN'] ?? '', 'helm-health');
  const input = objects.map((object) => `${JSON.stringify(object)}\n`).join('');
  const { stdout, stderr, status } = spawnSync(program, [], { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`helm-health: ${stderr}`);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

/** Helm 3 waits for pods of a ReplicaSet, which it reads from the cluster: there are none in the peer. */
function theirs({ kstatus, ready }: Answer): string {
  if (kstatus === 'Failed') return 'failed';
  return kstatus === 'Current' && (ready === '' || ready === 'true') ? 'healthy' : 'waiting';
}

function ours(object: KubernetesObject): string {
  const [group = ''] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : [''];
  const problem = healthProblem({ group, kind: object.kind, name: 'x' }, object);
  if (problem === undefined) return 'healthy';
  return problem.failed ? 'failed' : 'waiting';
}

describe('the health of objects', () => {
  it.each(kinds.map((kind) => [kind.kind, kind] as const))('of a %s is what both Helms say together', (_name, kind) => {
    const objects = [...objectsOf(kind)];
    const answers = askHelms(objects);

    const differences = objects.flatMap((object, index) => {
      const answer = answers[index] as Answer;
      if (ours(object) === theirs(answer) || kind.but?.(object as unknown as Verdictable) !== undefined) return [];
      return [{ spec: object.spec, status: object.status, ours: ours(object), answer }];
    });

    const excepted = objects.filter((object) => kind.but?.(object as unknown as Verdictable) !== undefined).length;
    process.stderr.write(`${kind.kind}: ${objects.length} objects, ${excepted} of them excepted\n`);
    expect(answers).toHaveLength(objects.length);
    expect(differences.slice(0, 5)).toEqual([]);
  });
});
