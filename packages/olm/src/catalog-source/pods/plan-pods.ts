import type { Pod } from '@violet/api';
import { olmLabels } from '@violet/api';
import { jsonEqual, type Stored } from '@violet/machinery';

export interface PodsPlan {
  /** To be removed without waiting for their node, which is going away. */
  dead: Stored<Pod>[];
  /** To be removed because none of them is as it should be. */
  outdated: Stored<Pod>[];
  create: boolean;
}

/** What is to be done so that one pod as `wanted` serves; `overwrite` makes a new one in any case. */
export function planPods(pods: readonly Stored<Pod>[], wanted: Pod, overwrite: boolean): PodsPlan {
  const dead = pods.filter(isDead);
  const alive = pods.filter((pod) => !isDead(pod));
  const isServed = !overwrite && alive.some((pod) => isAsWanted(pod, wanted));
  return { dead, outdated: isServed ? [] : alive, create: !isServed };
}

function isAsWanted(pod: Pod, wanted: Pod): boolean {
  const has = pod.metadata.labels ?? {};
  const labels = wanted.metadata.labels ?? {};
  // The pods of a ConfigMap are told apart by its version alone, as in OLM.
  const decisive = labels[olmLabels.configMapResourceVersion] === undefined ? labels : withoutHash(labels);
  const hasLabels = Object.entries(decisive).every(([key, value]) => has[key] === value);
  return hasLabels && jsonEqual(imagesOf(pod), imagesOf(wanted));
}

function withoutHash({ [olmLabels.podSpecHash]: _, ...labels }: Record<string, string>): Record<string, string> {
  return labels;
}

/** Images of a running pod may be changed. */
function imagesOf({ spec }: Pod): (string | undefined)[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ image }) => image);
}

/** About to be deleted because of a disruption of its node. */
function isDead({ status }: Pod): boolean {
  return (status?.conditions ?? []).some(({ type, status: value }) => type === 'DisruptionTarget' && value === 'True');
}
