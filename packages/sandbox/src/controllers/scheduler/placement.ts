import type { Stored } from '@violet/machinery';
import type { Node } from '../kinds/core.ts';
import type { Pod } from '../kinds/pod.ts';
import { isFinished } from '../pods/state.ts';
import { matchesNode } from './node-affinity.ts';
import { type Amounts, add, amounts, lacking, podRequests } from './requests.ts';
import { untolerated } from './tolerates.ts';

export type Placement = { verdict: 'fits'; node: Stored<Node> } | { verdict: 'refused'; message: string };

/** The node for a pod: of those that fit, the one with the fewest pods. */
export function placePod(pod: Pod, nodes: readonly Stored<Node>[], pods: readonly Pod[]): Placement {
  const reasons = new Map<string, number>();
  const usage = usageByNode(pods);
  let best: { node: Stored<Node>; count: number } | undefined;
  for (const node of nodes) {
    const { used, count } = usage.get(node.metadata.name) ?? { used: new Map(), count: 0 };
    const against = obstacles(pod, node, used);
    for (const reason of against) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    if (against.length === 0 && (best === undefined || count < best.count)) best = { node, count };
  }
  if (best !== undefined) return { verdict: 'fits', node: best.node };
  if (nodes.length === 0) return { verdict: 'refused', message: 'no nodes available to schedule pods' };
  const list = [...reasons].map(([reason, count]) => `${count} ${reason}`).sort();
  return { verdict: 'refused', message: `0/${nodes.length} nodes are available: ${list.join(', ')}.` };
}

function obstacles(pod: Pod, node: Stored<Node>, used: Amounts): string[] {
  const tolerations = pod.spec.tolerations ?? [];
  const unschedulable = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
  if (node.spec?.unschedulable === true && untolerated([unschedulable], tolerations) !== undefined)
    return ['node(s) were unschedulable'];
  const taint = untolerated(node.spec?.taints ?? [], tolerations);
  if (taint !== undefined) return [`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`];
  if (!matchesNode(pod.spec, node)) return ["node(s) didn't match Pod's node affinity/selector"];
  const missing = lacking(amounts(node.status?.allocatable), used, podRequests(pod.spec));
  return missing.map((name) => (name === 'pods' ? 'Too many pods' : `Insufficient ${name}`));
}

function usageByNode(pods: readonly Pod[]): Map<string, { used: Amounts; count: number }> {
  const usage = new Map<string, { used: Amounts; count: number }>();
  for (const pod of pods) {
    const { nodeName } = pod.spec;
    if (nodeName === undefined || nodeName === '' || isFinished(pod)) continue;
    const entry = usage.get(nodeName) ?? { used: new Map(), count: 0 };
    usage.set(nodeName, entry);
    add(entry.used, podRequests(pod.spec));
    entry.count++;
  }
  return usage;
}
