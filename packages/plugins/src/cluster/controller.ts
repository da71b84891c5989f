import { Cluster, fieldManagers, Node } from '@violet/api';
import { again, completeConditions, defineController, type Reader, type Step, watch } from '@violet/controller';
import type { Applied } from '@violet/kube';
import type { ObjectMeta } from '@violet/machinery';
import { clusterLabels, isClusterLabel } from './cluster-labels.ts';

interface ClusterWorld {
  /** Undefined where the cluster has not joined, or does not answer. Its nodes are not known until they were listed. */
  member: { nodes: { metadata: ObjectMeta }[] | undefined; version: string } | undefined;
  apply(object: Applied<Cluster>): Promise<unknown>;
}

type ClusterStep = Step<Cluster, ClusterWorld>;

/** A connection may hang without breaking: who does not answer in this time is away. */
const answerMs = 3_000;
const probeAgainMs = 10_000;
const labelledAgainMs = 1_000;

const labelFromNodes: ClusterStep = async (cluster, { member, apply }) => {
  // A cluster that does not answer keeps the labels it had: its nodes have not changed their architecture.
  if (member?.nodes === undefined) return undefined;
  const found = cluster.metadata.labels ?? {};
  const wanted = clusterLabels(cluster.metadata.name, member.nodes);
  const isMissing = Object.entries(wanted).some(([key, value]) => found[key] !== value);
  const isStale = Object.keys(found).some((key) => isClusterLabel(key) && wanted[key] === undefined);
  if (!isMissing && !isStale) return undefined;
  const { apiVersion, kind } = cluster;
  await apply({ apiVersion, kind, metadata: { name: cluster.metadata.name, labels: wanted } });
  // The change itself brings the next run, with the object as it is now.
  return again(labelledAgainMs);
};

const reportStatus: ClusterStep = async (cluster, { member }, { now }) => {
  const verdict =
    member === undefined
      ? {
          type: 'Ready',
          status: 'False' as const,
          reason: 'Unreachable',
          message: `cluster ${cluster.metadata.name} does not answer`,
        }
      : { type: 'Ready', status: 'True' as const, reason: 'Reachable', message: '' };
  const unknown = { reason: 'Unknown', message: 'not known yet' };
  cluster.status = {
    ...cluster.status,
    phase: member === undefined ? 'Failed' : 'Running',
    ...(member === undefined ? {} : { version: member.version }),
    ...(member?.nodes === undefined ? {} : { nodeCount: member.nodes.length }),
    conditions: completeConditions(cluster.status?.conditions, ['Ready'], unknown, [verdict], now()),
  };
  return again(probeAgainMs);
};

/** Clusters of the fleet: labels for affinity, version and reachability. */
export function clusterController() {
  return defineController<Cluster, ClusterWorld>({
    name: 'cluster',
    scope: 'hub',
    kind: Cluster,
    watches: [
      watch({ kind: Node, where: 'everywhere', metadataOnly: true, keys: (_node, cluster) => [{ name: cluster }] }),
    ],
    observe: async (cluster, reader) => ({
      member: await probe(reader.member(cluster.metadata.name)),
      apply: (object) =>
        reader.client.resource(Cluster).apply(object, { fieldManager: fieldManagers.clusterLabels, force: true }),
    }),
    steps: [labelFromNodes, reportStatus],
  });
}

async function probe(member: Reader | undefined): Promise<ClusterWorld['member']> {
  if (member === undefined) return undefined;
  try {
    const signal = AbortSignal.timeout(answerMs);
    const { gitVersion } = await member.client.json<{ gitVersion: string }>({ path: '/version', signal });
    return { nodes: member.reachable ? member.list(Node) : undefined, version: gitVersion };
  } catch {
    return undefined;
  }
}
