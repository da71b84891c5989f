import { systemNamespace } from '@violet/api';
import { type ClusterSet, type Log, type Metrics, startControllers } from '@violet/controller';
import { systemClock } from '@violet/kube';
import { createOlmEngine, ensureUserRoles, freeClusters, type OlmSettings } from '@violet/olm';
import type { Certificates } from '../embedded/certificates.ts';
import { EachCluster } from '../hub/each-cluster.ts';
import { Shutdown } from '../shutdown.ts';
import { offerPackages } from './package-server.ts';

export interface OperatorsOptions
  extends Required<
    Pick<OlmSettings, 'openRegistry' | 'isOwnCatalog' | 'allowedPlaces' | 'mustBeApproved' | 'refusal'>
  > {
  /** Those that serve OLM's kinds. */
  clusters: ClusterSet;
  /** Clusters into which nobody else can bring an OLM: nothing has to be waited for there. */
  embedded: (cluster: string) => boolean;
  host: string;
  certificates: Pick<Certificates, 'ca' | 'issueFor'>;
  processIdentity: string;
  metrics: Metrics;
  log: Log;
}

const quietMs = 60_000;
/** Less than its share of the time in which the platform stops, so that it can say what hangs. */
const stopMs = 8_000;

/** Runs the operators' life-cycle engine in every cluster that has none of its own, and answers for its packages. */
export function startOperators(options: OperatorsOptions): { stop(): Promise<void> } {
  const { clusters, embedded, processIdentity, metrics, log } = options;
  const { openRegistry, isOwnCatalog, allowedPlaces, mustBeApproved, refusal } = options;
  const shutdown = new Shutdown(stopMs);
  const free = freeClusters({
    clusters,
    clock: systemClock,
    log,
    quietMs: (cluster) => (embedded(cluster) ? 0 : quietMs),
  });
  shutdown.add('the look-out for another OLM', () => free.stop());
  const engine = createOlmEngine({
    clusters: free.clusters,
    settings: { catalogNamespace: systemNamespace, openRegistry, isOwnCatalog, allowedPlaces, mustBeApproved, refusal },
  });
  shutdown.add("the operators' engine", () => engine.stop());
  const running = startControllers({
    clusters: free.clusters,
    controllers: engine.controllers,
    identity: processIdentity,
    lease: 'none',
    metrics,
    log,
  });
  shutdown.add("the operators' controllers", () => running.stop());
  const roles = new EachCluster({
    clusters: free.clusters,
    // They stay: whoever looks after the operators next brings the same.
    enter: async (_name, cluster) => void (await ensureUserRoles(cluster)),
    what: 'be given the roles of its users',
    log,
  });
  shutdown.add('the roles of users', () => roles.stop());
  const packages = new EachCluster({
    clusters: free.clusters,
    enter: (name, cluster) => offerPackages(name, cluster, { ...options, catalogs: engine.catalogs }),
    what: 'be given its PackageManifests',
    log,
  });
  shutdown.add('the servers of PackageManifests', () => packages.stop());
  return { stop: () => shutdown.run() };
}
