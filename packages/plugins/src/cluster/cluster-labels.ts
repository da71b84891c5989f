import { clusterArchLabel, clusterOsLabel, globalCluster, labels } from '@violet/api';
import type { ObjectMeta } from '@violet/machinery';

/** The labels of a Cluster that affinity matches: what its nodes are, and whether it is the global one. */
export function clusterLabels(name: string, nodes: readonly { metadata: ObjectMeta }[]): Record<string, string> {
  const systems = nodes.flatMap(({ metadata }) => metadata.labels?.['kubernetes.io/os'] ?? []);
  const architectures = nodes.flatMap(({ metadata }) => metadata.labels?.['kubernetes.io/arch'] ?? []);
  return {
    ...(name === globalCluster ? { [labels.isGlobal]: 'true' } : {}),
    ...Object.fromEntries(systems.map((os) => [clusterOsLabel(os), 'true'])),
    ...Object.fromEntries(architectures.map((architecture) => [clusterArchLabel(architecture), 'true'])),
  };
}

/** Is this a label that only a Cluster's nodes and its name decide? */
export function isClusterLabel(key: string): boolean {
  return key === labels.isGlobal || key.startsWith(clusterOsLabel('')) || key.startsWith(clusterArchLabel(''));
}
