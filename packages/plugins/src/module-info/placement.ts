import { type ClusterSelector, type ModuleAffinity, moduleInfoReasons } from '@violet/api';
import { labelSelectorOf, matchesLabels } from '@violet/machinery';
import type { Refusal } from './refusal.ts';

/** What placement looks at: the labels of the Cluster object, and the plugins that are on the cluster already. */
export interface PlacementFacts {
  cluster: string;
  clusterLabels: Record<string, string> | undefined;
  installedPlugins: readonly string[];
}

/** May a plugin with this affinity be on this cluster? Undefined where it may. */
export function refusePlacement(
  plugin: string,
  affinity: ModuleAffinity | undefined,
  facts: PlacementFacts,
): Refusal | undefined {
  if (affinity === undefined) return undefined;
  const { clusterAffinity, clusterAntiAffinity, pluginAntiAffinity } = affinity;
  if (clusterAffinity !== undefined && !matches(clusterAffinity, facts)) {
    return conflict(
      `the labels of cluster ${facts.cluster} do not match the cluster affinity of ${plugin} (${print(clusterAffinity)})`,
    );
  }
  if (clusterAntiAffinity !== undefined && matches(clusterAntiAffinity, facts)) {
    return conflict(
      `the labels of cluster ${facts.cluster} match the cluster anti-affinity of ${plugin} (${print(clusterAntiAffinity)})`,
    );
  }
  const rival = pluginAntiAffinity?.find((name) => facts.installedPlugins.includes(name));
  if (rival === undefined) return undefined;
  return {
    reason: moduleInfoReasons.pluginConflict,
    message: `${plugin} cannot be on the same cluster as ${rival}, which is installed on ${facts.cluster}`,
    waits: true,
  };
}

function conflict(message: string): Refusal {
  return { reason: moduleInfoReasons.affinityConflict, message, waits: false };
}

function matches(selector: ClusterSelector, facts: PlacementFacts): boolean {
  return matchesLabels(labelSelectorOf(selector), facts.clusterLabels);
}

function print(selector: ClusterSelector): string {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values }) =>
      `${key} ${operator}${values === undefined || values.length === 0 ? '' : ` (${values.join(', ')})`}`,
  );
  return [...labels, ...expressions].join(', ');
}
