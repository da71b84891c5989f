import type { Log } from '@violet/controller';
import { type Clock, type Cluster, pause } from '@violet/kube';
import { isFailure, type Stored } from '@violet/machinery';
import { Lease, Node } from '../kinds/core.ts';
import { nodeObject, type SimulatedNode } from './node.ts';

const LEASE_NAMESPACE = 'kube-node-lease';
const LEASE_SECONDS = 40;
const RENEW_MS = 20_000;

export interface KeepNodesOptions {
  client: Cluster;
  clock: Clock;
  log: Log;
  nodes: readonly SimulatedNode[];
}

/** Registers the nodes as their kubelets would: labels that people added stay, the status is of now. */
export async function registerNodes({ client, clock, nodes }: KeepNodesOptions): Promise<void> {
  const { gitVersion } = await client.json<{ gitVersion: string }>({ path: '/version' });
  const objects = client.resource(Node);
  await Promise.all(
    nodes.map(async (node) => {
      const wanted = nodeObject(node, gitVersion, clock.now());
      const { metadata, spec = {}, status } = wanted;
      const created = await createOnce(() => objects.create(wanted));
      if (created !== undefined) return;
      const { labels = {}, annotations = {} } = metadata;
      const podRange = spec.podCIDR === undefined ? {} : { podCIDR: spec.podCIDR };
      await objects.patch(node.name, { type: 'merge', body: { metadata: { labels, annotations }, spec: podRange } });
      // A kubelet that comes back after a restart reports again from the start.
      await objects.patchStatus(node.name, { type: 'merge', body: { status } as never });
    }),
  );
}

/** Renews the nodes' leases until the signal aborts. */
export async function renewLeases({ client, clock, log, nodes }: KeepNodesOptions, signal: AbortSignal): Promise<void> {
  const leases = client.resource(Lease, LEASE_NAMESPACE);
  while (!signal.aborted) {
    for (const node of nodes) {
      const renewTime = clock.now().toISOString().replace('Z', '000Z');
      const spec = { holderIdentity: node.name, leaseDurationSeconds: LEASE_SECONDS, renewTime };
      try {
        const lease = {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: { name: node.name, namespace: LEASE_NAMESPACE },
          spec,
        };
        if ((await createOnce(() => leases.create(lease))) === undefined) {
          await leases.patch(node.name, { type: 'merge', body: { spec } });
        }
      } catch (error) {
        if (!signal.aborted) log.debug({ node: node.name, err: error }, 'the lease of a node could not be renewed');
      }
    }
    await pause(clock, RENEW_MS, signal);
  }
}

async function createOnce<T extends Stored<Node> | Stored<Lease>>(create: () => Promise<T>): Promise<T | undefined> {
  try {
    return await create();
  } catch (error) {
    if (isFailure(error, 'AlreadyExists')) return undefined;
    throw error;
  }
}
