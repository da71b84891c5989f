import { Cluster, fieldManagers, Node } from '@violet/api';
import { completeConditions, defineController, type Step, watch } from '@violet/controller';
import type { Applied } from '@violet/kube';
import type { ObjectMeta } from '@violet/machinery';
import { clusterLabels } from './cluster-labels.ts';

interface ClusterWorld {
  /** Undefined where the cluster has not joined. */
  member: { reachable: boolean; nodes: { metadata: ObjectMeta }[]; version(): Promise<string> } | undefined;
  apply(object: Applied<Cluster>): Promise<unknown>;
}

type ClusterStep = Step<Cluster, ClusterWorld>;

const labelFromNodes: ClusterStep = async (cluster, { member, apply }) => {
  // A cluster that does not answer keeps the labels it had: its nodes have not changed their architecture.
  if (member === undefined || !member.reachable) return;
  const wanted = clusterLabels(cluster.metadata.name, member.nodes);
  const present = Object.entries(wanted).every(([key, value]) => cluster.metadata.labels?.[key] === value);
  if (present) return;
  const { apiVersion, kind } = cluster;
  await apply({ apiVersion, kind, metadata: { name: cluster.metadata.name, labels: wanted } });
};

const reportStatus: ClusterStep = async (cluster, { member }, { now }) => {
  const reachable = member?.reachable === true;
  const verdict = reachable
    ? { type: 'Ready', status: 'True' as const, reason: 'Reachable', message: '' }
    : {
        type: 'Ready',
        status: 'False' as const,
        reason: 'Unreachable',
        message: `cluster ${cluster.metadata.name} does not answer`,
      };
  const unknown = { reason: 'Unknown', message: 'not known yet' };
  const version = reachable && member !== undefined ? await member.version() : cluster.status?.version;
  cluster.status = {
    ...cluster.status,
    phase: reachable ? 'Running' : 'Failed',
    ...(version === undefined ? {} : { version }),
    ...(reachable ? { nodeCount: member?.nodes.length ?? 0 } : {}),
    conditions: completeConditions(cluster.status?.conditions, ['Ready'], unknown, [verdict], now()),
  };
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
    observe: (cluster, reader) => {
      const member = reader.member(cluster.metadata.name);
      return {
        member:
          member === undefined
            ? undefined
            : {
                reachable: member.reachable,
                nodes: member.list(Node),
                version: async () =>
                  (await member.client.json<{ gitVersion: string }>({ path: '/version' })).gitVersion,
              },
        apply: (object) =>
          reader.client.resource(Cluster).apply(object, { fieldManager: fieldManagers.platform, force: true }),
      };
    },
    steps: [labelFromNodes, reportStatus],
  });
}
