import { globalCluster } from '@violet/api';
import {
  type ClusterSet,
  ensureWebhookConfiguration,
  type Identity,
  type Log,
  startWebhookServer,
} from '@violet/controller';
import type { OperatorMarket } from '@violet/marketplace';
import { moduleInfoAdmission, moduleInfoWebhook } from '@violet/plugins';
import { urlHost } from '../embedded/listen.ts';
import type { Shutdown } from '../shutdown.ts';
import { EachCluster } from './each-cluster.ts';

export interface WebhooksOptions {
  clusters: ClusterSet;
  /** Names of all clusters of the fleet. */
  expected: readonly string[];
  market: OperatorMarket;
  identity: Identity;
  ca: string;
  host: string;
  log: Log;
  shutdown: Shutdown;
}

/** Clusters ask these before they store what people write. */
export async function startWebhooks(options: WebhooksOptions): Promise<void> {
  const { clusters, expected, market, identity, ca, host, log, shutdown } = options;
  const guards = new Map(expected.map((name) => [name, market.guard(name, () => clusters.get(name))]));
  const handlers = [
    moduleInfoAdmission(() => clusters.get(globalCluster)),
    ...[...guards.values()].map(({ handler }) => handler),
  ];
  const server = await startWebhookServer({ identity, host, handlers, log });
  shutdown.add("the webhooks' server", () => server.close());
  const url = `https://${urlHost(host)}:${server.port}`;
  const hub = clusters.get(globalCluster);
  if (hub !== undefined)
    await ensureWebhookConfiguration(hub, {
      type: 'validating',
      name: 'violet-plugins',
      url,
      ca,
      webhooks: [moduleInfoWebhook],
    });
  const guarding = new EachCluster({
    clusters,
    async enter(name, cluster) {
      const webhooks = guards.get(name)?.webhooks ?? [];
      await ensureWebhookConfiguration(cluster, { type: 'validating', name: 'violet-guard', url, ca, webhooks });
      return undefined;
    },
    what: 'be guarded',
    log,
  });
  shutdown.add('the guard of clusters', () => guarding.stop());
}
