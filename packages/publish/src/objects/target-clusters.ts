import { Cluster as ClusterKind, globalCluster } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';

/**
 * The clients of the clusters that operators are to go to; none named means the global one. Throws NotFound for a cluster that the
 * platform does not have, before `connect` is called for any.
 */
export async function targetClusters(
  global: Cluster,
  names: readonly string[],
  connect: (name: string) => Cluster,
): Promise<Map<string, Cluster>> {
  const wanted = new Set(names.length === 0 ? [globalCluster] : names);
  const others = [...wanted].filter((name) => name !== globalCluster);
  if (others.length > 0) await requireClusters(global, others);
  return new Map([...wanted].map((name) => [name, name === globalCluster ? global : connect(name)]));
}

/** The clients of all clusters of the platform. */
export async function everyCluster(global: Cluster, connect: (name: string) => Cluster): Promise<Map<string, Cluster>> {
  const names = new Set([globalCluster, ...(await clusterNames(global))]);
  return new Map([...names].map((name) => [name, name === globalCluster ? global : connect(name)]));
}

async function clusterNames(global: Cluster): Promise<string[]> {
  const { items } = await global.resource(ClusterKind).list();
  return items.map(({ metadata }) => metadata.name).sort();
}

async function requireClusters(global: Cluster, names: readonly string[]): Promise<void> {
  const known = await clusterNames(global);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const what =
    unknown.length === 1 ? `cluster ${unknown[0]} does not exist` : `clusters ${unknown.join(', ')} do not exist`;
  throw new Failure('NotFound', `${what} on the platform`, { hint: `It has: ${known.join(', ')}.` });
}
