import { again, type Step } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { withoutZeros } from '../counts.ts';
import { resolve } from '../deployment/budget.ts';
import { REVISION_LABEL } from '../history/revisions.ts';
import type { Node } from '../kinds/core.ts';
import type { Pod } from '../kinds/pod.ts';
import type { DaemonSet } from '../kinds/workloads.ts';
import type { PodDeeds } from '../pods/deeds.ts';
import { isAvailable, isFinished, isReady, isTerminating } from '../pods/state.ts';
import { belongsOn, daemonPod, nodeOf } from './daemon-pod.ts';

export interface World extends PodDeeds {
  nodes: readonly Stored<Node>[];
  /** Of the template as it is now. */
  hash: string;
  pods(): Stored<Pod>[];
  forgetHistory(): Promise<void>;
}

type DaemonSetStep = Step<DaemonSet, World>;

const placeDaemons: DaemonSetStep = async (daemonSet, world) => {
  const { create, remove } = planDaemons(daemonSet, world);
  await world.remove(remove);
  await world.create(create.map((node) => daemonPod(daemonSet, node, world.hash)));
};

const updateDaemons: DaemonSetStep = async (daemonSet, world, { now }) => {
  if (daemonSet.spec.updateStrategy?.type === 'OnDelete') return;
  const wanted = world.nodes.filter((node) => belongsOn(daemonSet.spec.template, node));
  const pods = world.pods().filter((pod) => !isTerminating(pod));
  const available = (pod: Pod) => isAvailable(pod, daemonSet.spec.minReadySeconds ?? 0, now());
  const { maxUnavailable = 1 } = daemonSet.spec.updateStrategy?.rollingUpdate ?? {};
  // Two daemons on one node at a time would be a surge: where only that is allowed, one is taken down instead.
  const budget = Math.max(1, resolve(maxUnavailable, wanted.length, Math.ceil));
  const serving = new Set(pods.filter(available).map(nodeOf));
  const down = wanted.filter(({ metadata }) => !serving.has(metadata.name)).length;
  const old = pods.filter(({ metadata }) => metadata.labels?.[REVISION_LABEL] !== world.hash);
  const idle = old.filter((pod) => !available(pod));
  const busy = old.filter(available).slice(0, Math.max(0, budget - down));
  await world.remove([...idle, ...busy]);
};

const report: DaemonSetStep = (daemonSet, world, { now }) => {
  const { metadata, spec } = daemonSet;
  const wanted = new Set(
    world.nodes.filter((node) => belongsOn(spec.template, node)).map((node) => node.metadata.name),
  );
  const byNode = new Map<string, Stored<Pod>>();
  for (const pod of world.pods()) if (!isTerminating(pod) && !isFinished(pod)) byNode.set(nodeOf(pod), pod);
  const daemons = [...byNode].filter(([node]) => wanted.has(node)).map(([, pod]) => pod);
  const available = daemons.filter((pod) => isAvailable(pod, spec.minReadySeconds ?? 0, now())).length;
  daemonSet.status = withoutZeros(
    {
      currentNumberScheduled: daemons.length,
      numberMisscheduled: byNode.size - daemons.length,
      desiredNumberScheduled: wanted.size,
      numberReady: daemons.filter(isReady).length,
      observedGeneration: metadata.generation ?? 0,
      updatedNumberScheduled: daemons.filter((pod) => pod.metadata.labels?.[REVISION_LABEL] === world.hash).length,
      numberAvailable: available,
      numberUnavailable: wanted.size - available,
    },
    ['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady'],
  );
};

const finish: DaemonSetStep = async ({ spec, status }, world) => {
  if (status?.updatedNumberScheduled === status?.desiredNumberScheduled) await world.forgetHistory();
  if ((status?.numberReady ?? 0) > (status?.numberAvailable ?? 0)) return again((spec.minReadySeconds ?? 0) * 1000);
};

export const daemonSetSteps: readonly DaemonSetStep[] = [placeDaemons, updateDaemons, report, finish];

/** One daemon on each node that it belongs on: the nodes that lack one, and the pods that are too many or have ended. */
function planDaemons(
  { spec }: DaemonSet,
  { nodes, pods }: Pick<World, 'nodes' | 'pods'>,
): { create: string[]; remove: Stored<Pod>[] } {
  const byNode = new Map<string, Stored<Pod>[]>();
  for (const pod of pods()) byNode.set(nodeOf(pod), [...(byNode.get(nodeOf(pod)) ?? []), pod]);
  const wanted = new Set(nodes.filter((node) => belongsOn(spec.template, node)).map(({ metadata }) => metadata.name));
  const create = [...wanted].filter((node) => !byNode.has(node));
  const remove: Stored<Pod>[] = [];
  for (const [node, here] of byNode) {
    const running = here.filter((pod) => !isTerminating(pod));
    const ended = running.filter(isFinished);
    const alive = running.filter((pod) => !isFinished(pod)).sort(byAge);
    remove.push(...ended, ...(wanted.has(node) ? alive.slice(1) : alive));
  }
  return { create, remove };
}

function byAge(left: Pod, right: Pod): number {
  return `${left.metadata.creationTimestamp}` < `${right.metadata.creationTimestamp}` ? -1 : 1;
}
