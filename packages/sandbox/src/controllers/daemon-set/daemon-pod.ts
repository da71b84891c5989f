import type { Stored } from '@violet/machinery';
import { REVISION_LABEL } from '../history/revisions.ts';
import type { Node, Taint } from '../kinds/core.ts';
import type { Pod, PodTemplate, Toleration } from '../kinds/pod.ts';
import { DaemonSet } from '../kinds/workloads.ts';
import { podFromTemplate } from '../pods/from-template.ts';
import { matchesNode } from '../scheduler/node-affinity.ts';
import { untolerated } from '../scheduler/tolerates.ts';

/** A daemon stays on a node in trouble. */
const TOLERATIONS: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];

/** Whether a daemon with this template belongs on the node. */
export function belongsOn({ spec }: PodTemplate, node: Node): boolean {
  const taints = (node.spec?.taints ?? []).filter(({ key }) => key !== 'node.kubernetes.io/not-ready');
  return matchesNode(spec, node) && untolerated(taints as Taint[], tolerationsOf(spec.tolerations)) === undefined;
}

/** The pod for one node: bound to it by an affinity to its name, as the scheduler wants it. */
export function daemonPod(daemonSet: Stored<DaemonSet>, node: string, hash: string): Pod {
  const pod = podFromTemplate(DaemonSet, daemonSet, daemonSet.spec.template);
  pod.metadata.labels = { ...pod.metadata.labels, [REVISION_LABEL]: hash };
  const nodeAffinity = {
    ...pod.spec.affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }],
    },
  };
  pod.spec.affinity = { ...pod.spec.affinity, nodeAffinity };
  pod.spec.tolerations = tolerationsOf(pod.spec.tolerations);
  return pod;
}

/** The node that a daemon is for, also before it is scheduled. */
export function nodeOf({ spec }: Pod): string {
  if (spec.nodeName !== undefined && spec.nodeName !== '') return spec.nodeName;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const fields = terms.flatMap(({ matchFields = [] }) => matchFields);
  return fields.find(({ key }) => key === 'metadata.name')?.values?.[0] ?? '';
}

function tolerationsOf(own: readonly Toleration[] = []): Toleration[] {
  const same = (left: Toleration, right: Toleration) =>
    left.key === right.key && left.effect === right.effect && left.operator === right.operator;
  return [...own, ...TOLERATIONS.filter((toleration) => !own.some((other) => same(other, toleration)))];
}
