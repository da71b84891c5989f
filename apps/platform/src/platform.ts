import { randomUUID } from 'node:crypto';
import { createTokenSigner, Login, PasswordCheck, PasswordKey, type TokenSigner } from '@violet/accounts';
import { globalCluster, platformAdminRole } from '@violet/api';
import {
  type ClusterSet,
  createClusterSet,
  followConnections,
  type Identity,
  type Log,
  Metrics,
  startControllers,
} from '@violet/controller';
import { systemClock } from '@violet/kube';
import {
  type ChartRepositories,
  openChartRepositories,
  openOperatorMarket,
  type RepositoryPlace,
} from '@violet/marketplace';
import { connectRegistry, reachOf, readAllowedPlaces } from '@violet/oci';
import { type ClusterAccounts, clusterAccounts } from './accounts/cluster-accounts.ts';
import { knownPasswords } from './accounts/known-passwords.ts';
import { ensureLocalAccount } from './accounts/local-account.ts';
import { type DataDirectory, openDataDirectory } from './data-directory/data-directory.ts';
import { openCertificates } from './embedded/certificates.ts';
import { keepCollecting } from './embedded/collect-images.ts';
import { startEmbeddedRegistry } from './embedded/embedded-registry.ts';
import { startFleet } from './embedded/fleet.ts';
import { registryImages } from './embedded/image-lookup.ts';
import { printKubeconfig } from './embedded/kubeconfig.ts';
import { portFailure, urlHost } from './embedded/listen.ts';
import { registryContents } from './embedded/registry-contents.ts';
import { openSecrets } from './embedded/secrets.ts';
import { createGateway } from './gateway/gateway.ts';
import { controllersOf } from './hub/controllers.ts';
import { writeHubObjects } from './hub/hub-objects.ts';
import { joinFleet } from './hub/join-fleet.ts';
import { ownRegistry, registryOpener } from './hub/registry-connections.ts';
import { startWebhooks } from './hub/webhooks.ts';
import { startOperatorsLater } from './operators/start-later.ts';
import type { PlatformOptions } from './options.ts';
import { Shutdown } from './shutdown.ts';
import { productVersion } from './version.ts';

export interface RunningPlatform {
  /** `https://127.0.0.1:8443`. */
  address: string;
  registryAddress: string;
  directory: DataDirectory;
  clusters: readonly string[];
  stop(): Promise<void>;
}

const day = 24 * 3600;
/** Less than the 30 s after which whoever stopped the process will kill it. */
const stopMs = 20_000;
/** Tells what this process holds or has begun from what another one has, or had before a crash. */
const processIdentity = `platform-${randomUUID()}`;
const { monotonicMs } = systemClock;

/** Starts everything in the order in which one thing needs the other. What was started is stopped again when a step fails. */
export async function startPlatform(
  options: PlatformOptions,
  environment: { adminPassword: string | undefined; log: Log },
): Promise<RunningPlatform> {
  const { log } = environment;
  const shutdown = new Shutdown(stopMs);
  try {
    const directory = openDataDirectory(options.dataDir);
    shutdown.add('the data directory', () => directory.release());
    const secrets = openSecrets(directory, environment.adminPassword);
    const certificates = await openCertificates(directory, options.host);
    const { ca, server: identity } = certificates;
    const signer = await createTokenSigner(secrets.tokenKey, 'violet', () => new Date());

    let accounts: ClusterAccounts | undefined;
    const passwordHash = async (username: string) => accounts?.passwordHash(username);
    const check = new PasswordCheck({ accounts: { passwordHash }, monotonicMs });
    const isRight = knownPasswords(check, monotonicMs);
    const { host, registryPort: port } = options;
    const embedded = await startEmbeddedRegistry({
      directory,
      host,
      port,
      identity,
      ca,
      password: secrets.registryPassword,
      pullPassword: secrets.registryPullPassword,
      rules: options.registryRules,
      accounts: () => accounts,
      isRight,
      signer,
    });
    shutdown.add('the registry', () => embedded.server.close());
    const registry = connectRegistry({ address: embedded.access.address, ca, credentials: embedded.access });
    shutdown.add("the registry's client", () => registry.close());

    const images = registryImages(embedded.registry, embedded.access.address);
    const fleet = await startFleet({ ...options, directory, identity, ca, images, log });
    shutdown.add('the embedded clusters', () => fleet.stop());

    const clusters = createClusterSet();
    await joinFleet({
      access: fleet.access,
      needed: [globalCluster, ...options.clusters.filter((name) => !options.kubeconfigs.has(name))],
      registry: embedded.access,
      clusters,
      userAgent: `violet-platform/${productVersion}`,
      log,
      shutdown,
    });
    const hub = required(clusters, globalCluster);
    const admin = {
      username: 'admin',
      email: 'admin@example.com',
      password: secrets.adminPassword,
      roles: [{ name: platformAdminRole, official: true }],
    };
    await ensureLocalAccount(hub, admin);
    accounts = clusterAccounts(hub);
    shutdown.add('the accounts', () => accounts?.stop());

    const charts = openChartRepositories({ hub, registry });
    shutdown.add('the chart repositories', () => charts.stop());
    const metrics = new Metrics();
    const gateway = await startGateway({
      options,
      identity,
      ca,
      clusters,
      accounts,
      check,
      isRight,
      signer,
      charts,
      metrics,
      log,
      shutdown,
    });
    await writeHubObjects(hub, {
      publicUrl: gateway.address,
      registry: embedded.access,
      clusters: options.clusters,
      version: productVersion,
      standbyOf: options.standbyOf,
      isEmbedded: !options.kubeconfigs.has(globalCluster),
      chartRepoUrl: gateway.chartRepoUrl,
    });
    const contents = registryContents(embedded.registry);
    const market = openOperatorMarket({
      openRegistry: registryOpener(embedded.access),
      ownRegistry: ownRegistry(embedded.access),
      contents,
    });
    shutdown.add("the operators' catalogue", () => market.close());
    const expected = options.clusters;
    await startWebhooks({ clusters, expected, market, identity, ca, host: options.host, log, shutdown });
    const controllers = controllersOf({
      registry,
      registryAccess: embedded.access,
      charts: { contents, urlOf: gateway.chartRepoUrl, reach: chartRepositoryReach(options.catalogAddresses) },
      market,
      version: productVersion,
      identity: processIdentity,
    });
    const running = startControllers({
      clusters,
      controllers,
      hub: globalCluster,
      identity: processIdentity,
      lease: 'none',
      metrics,
      log,
    });
    shutdown.add('the controllers', () => running.stop());
    const { collectEveryMs, deletions } = options.registryRules;
    const collecting = { registry: embedded.registry, clusters, expected: options.clusters, log };
    // Where nobody may delete an image, taking its tag away must not do so either.
    if (collectEveryMs > 0 && deletions.manifests)
      shutdown.add('the collection of images', keepCollecting(collecting, collectEveryMs));
    await Promise.all([accounts.ready(), charts.ready()]);

    const { token } = await signer.sign('admin', 'access', 365 * day);
    directory.write('kubeconfig', printKubeconfig({ gateway: gateway.address, ca, clusters: options.clusters, token }));
    gateway.ready();
    startOperatorsLater({
      clusters,
      embedded: (name) => !options.kubeconfigs.has(name),
      registry: embedded.access,
      isOwnCatalog: market.isOwnCatalog,
      mustBeApproved: market.mustBeApproved,
      refusal: market.refusal,
      allowedPlaces: options.catalogAddresses,
      host: options.host,
      certificates,
      processIdentity,
      metrics,
      log,
      shutdown,
    });
    return {
      address: gateway.address,
      registryAddress: embedded.access.address,
      directory,
      clusters: options.clusters,
      stop: () => shutdown.run(),
    };
  } catch (error) {
    await shutdown.run().catch((err: unknown) => log.warn({ err }, 'what was started is not stopped in order'));
    throw error;
  }
}

/** Whoever may write a ChartRepo reaches by it what a CatalogSource reaches. */
function chartRepositoryReach(catalogAddresses: readonly string[]) {
  return reachOf({ allowed: readAllowedPlaces(catalogAddresses), what: 'a chart repository' });
}

function required(clusters: ClusterSet, name: string) {
  const cluster = clusters.get(name);
  if (cluster === undefined) throw new Error(`cluster ${name} has not joined`);
  return cluster;
}

async function startGateway(parts: {
  options: PlatformOptions;
  identity: Identity;
  ca: string;
  clusters: ClusterSet;
  accounts: ClusterAccounts;
  check: PasswordCheck;
  isRight: (username: string, password: string) => Promise<boolean>;
  signer: TokenSigner;
  charts: ChartRepositories;
  metrics: Metrics;
  log: Log;
  shutdown: Shutdown;
}): Promise<{ address: string; chartRepoUrl(at: RepositoryPlace): string; ready(): void }> {
  const { options, identity, ca, clusters, accounts, check, isRight, signer, charts, metrics, log, shutdown } = parts;
  const passwords = new PasswordKey(monotonicMs);
  const login = new Login({ check, passwords, signer, monotonicMs });
  const state = { ready: false, publicUrl: '' };
  const chartRepoUrl = ({ namespace, repo }: RepositoryPlace) =>
    `${state.publicUrl}/catalog/v1/chartrepos/${namespace}/${repo}`;
  const services = {
    clusters,
    expected: options.clusters,
    accounts,
    login,
    isRight,
    charts,
    chartRepoUrl,
    passwords,
    signer,
    metrics,
    log,
    ca,
    isReady: () => state.ready,
    address: () => state.publicUrl,
  };
  const gateway = await createGateway(services, identity);
  const endConnections = followConnections(gateway.server);
  shutdown.add('the gateway', () => {
    const closed = gateway.close();
    endConnections();
    return closed;
  });
  try {
    const listening = await gateway.listen({ host: options.host, port: options.port });
    state.publicUrl = `https://${urlHost(options.host)}:${new URL(listening).port || 443}`;
  } catch (error) {
    throw portFailure(error, 'the gateway', options.host, options.port, '--port');
  }
  return {
    address: state.publicUrl,
    chartRepoUrl,
    ready() {
      state.ready = true;
    },
  };
}
