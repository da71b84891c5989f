import type { EventRecorder } from '@violet/controller';
import { type Controller, defineController, done, keyOf, type Reader, type Step, watch } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { withCondition } from '../conditions.ts';
import type { BuiltinContext } from '../context.ts';
import { Node } from '../kinds/core.ts';
import { Pod } from '../kinds/pod.ts';
import { PersistentVolumeClaim } from '../kinds/storage.ts';
import { type Placement, placePod } from './placement.ts';

interface World {
  missingClaim: string | undefined;
  placement(): Placement;
  bind(node: string): Promise<void>;
  fail(message: string): void;
}

const placeOnNode: Step<Pod, World> = async (pod, world, { now }) => {
  const placement: Placement =
    world.missingClaim === undefined
      ? world.placement()
      : { verdict: 'refused', message: `persistentvolumeclaim "${world.missingClaim}" not found` };
  if (placement.verdict === 'fits') {
    await world.bind(placement.node.metadata.name);
    return done;
  }
  const condition = {
    type: 'PodScheduled',
    status: 'False' as const,
    reason: 'Unschedulable',
    message: placement.message,
  };
  const before = pod.status?.conditions;
  const known = before?.find(({ type }) => type === 'PodScheduled');
  if (known?.message === placement.message) return done;
  const others = (before ?? []).filter((other) => other !== known);
  pod.status = { ...pod.status, conditions: withCondition(others, condition, now()) };
  world.fail(placement.message);
  return done;
};

/** Binds pods to simulated nodes, one at a time: each decision sees the one before. */
export function schedulerController({ events }: BuiltinContext): Controller {
  const unscheduled = (reader: Reader) => reader.list(Pod).filter(isWaiting).map(keyOf);
  return defineController<Pod, World>({
    name: 'scheduler',
    scope: 'member',
    kind: Pod,
    concerns: isWaiting,
    watches: [
      watch({ kind: Node, keys: (_node, _cluster, reader) => unscheduled(reader) }),
      watch({ kind: PersistentVolumeClaim, keys: (_claim, _cluster, reader) => unscheduled(reader) }),
      // A pod that went makes room for others.
      watch({
        kind: Pod,
        keys: (pod, _cluster, reader) => (pod.metadata.deletionTimestamp === undefined ? [] : unscheduled(reader)),
      }),
    ],
    observe: (pod, reader) => worldOf(pod, reader, events),
    steps: [placeOnNode],
    concurrency: 1,
  });
}

function isWaiting({ spec, metadata }: Pod): boolean {
  const { nodeName = '', schedulerName = 'default-scheduler', schedulingGates = [] } = spec;
  return (
    nodeName === '' &&
    schedulerName === 'default-scheduler' &&
    schedulingGates.length === 0 &&
    metadata.deletionTimestamp === undefined
  );
}

function worldOf(pod: Stored<Pod>, reader: Reader, events: EventRecorder): World {
  const { name, namespace = '' } = pod.metadata;
  const source = 'default-scheduler';
  const claims = (pod.spec.volumes ?? []).flatMap(
    ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
  );
  return {
    missingClaim: claims.find((claim) => reader.get(PersistentVolumeClaim, claim, namespace) === undefined),
    placement: () => placePod(pod, reader.list(Node), reader.list(Pod)),
    async bind(node) {
      const target = { apiVersion: 'v1', kind: 'Node', name: node };
      const body = JSON.stringify({ apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace }, target });
      const path = `/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(name)}/binding`;
      await reader.client.json({ method: 'POST', path, body, headers: { 'content-type': 'application/json' } });
      events.record(pod, {
        reason: 'Scheduled',
        message: `Successfully assigned ${namespace}/${name} to ${node}`,
        source,
      });
      await reader.whenChanged(Pod, pod);
    },
    fail: (message) => events.record(pod, { type: 'Warning', reason: 'FailedScheduling', message, source }),
  };
}
