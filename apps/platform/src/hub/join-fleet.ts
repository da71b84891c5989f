import type { ClusterSet, Log } from '@violet/controller';
import { Backoff, type Cluster, type ClusterAccess, connectCluster, pause, systemClock } from '@violet/kube';
import type { Shutdown } from '../shutdown.ts';
import { prepareCluster } from './join-cluster.ts';
import type { RegistryAccess } from './registry-access.ts';

/** How long a start waits for a cluster that runs elsewhere; after that it joins when it answers. */
const patienceMs = 3_000;

export interface JoinOptions {
  access: ReadonlyMap<string, ClusterAccess>;
  /** Without these the platform cannot start. */
  needed: readonly string[];
  registry: RegistryAccess;
  clusters: ClusterSet;
  userAgent: string;
  log: Log;
  shutdown: Shutdown;
}

/** Connects to every cluster and makes each ready for the controllers; one that does not answer is tried again for ever. */
export async function joinFleet(options: JoinOptions): Promise<void> {
  const { access, needed, userAgent, shutdown } = options;
  const stopping = new AbortController();
  const joining: Promise<void>[] = [];
  shutdown.add('the joining of clusters', async () => {
    stopping.abort();
    await Promise.all(joining);
  });
  await Promise.all(
    [...access].map(async ([name, one]) => {
      const cluster = connectCluster(one, { userAgent });
      shutdown.add(`the client of cluster ${name}`, () => cluster.close());
      if (needed.includes(name)) return await join(name, cluster, options);
      const joined = joinInTime(name, cluster, options, stopping.signal);
      joining.push(joined);
      return await Promise.race([joined, pause(systemClock, patienceMs)]);
    }),
  );
}

async function join(name: string, cluster: Cluster, { registry, clusters }: JoinOptions): Promise<void> {
  await prepareCluster(name, cluster, registry);
  clusters.join(name, cluster);
}

async function joinInTime(name: string, cluster: Cluster, options: JoinOptions, signal: AbortSignal): Promise<void> {
  const backoff = new Backoff({ firstMs: 500, lastMs: 30_000, random: Math.random });
  while (!signal.aborted) {
    try {
      return await join(name, cluster, options);
    } catch (error) {
      if (signal.aborted) return;
      options.log.warn({ cluster: name, err: error }, 'a cluster has not joined yet');
      await pause(systemClock, backoff.next(), signal);
    }
  }
}
