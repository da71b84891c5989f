import { randomUUID } from 'node:crypto';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type Authenticator, createApiServer, type UserInfo } from '@violet/apiserver';
import { followConnections } from '@violet/controller';
import { Failure } from '@violet/machinery';
import { Admission } from './admission/admission.ts';
import { defaultTolerations } from './admission/default-tolerations.ts';
import { namespaceLifecycle } from './admission/namespace-lifecycle.ts';
import { priorities } from './admission/priority.ts';
import { serviceAccounts } from './admission/service-account.ts';
import { serviceAddresses } from './admission/service-addresses.ts';
import { volumes } from './admission/volumes.ts';
import { webhookAdmission } from './admission/webhooks/plugins.ts';
import { ApiServices } from './aggregation/api-services.ts';
import { LocalApiServices } from './aggregation/local-api-services.ts';
import { keepAggregated } from './authorization/aggregation.ts';
import { Authorizer } from './authorization/authorizer.ts';
import { noEscalation } from './authorization/escalation.ts';
import { bootstrap } from './bootstrap/bootstrap.ts';
import {
  createInternalToken,
  type InternalToken,
  type ServerAtHand,
  type SimulationOptions,
  startSimulation,
} from './controllers/simulation.ts';
import { definitionRules } from './definitions/check-definition.ts';
import { DefinitionLifecycle } from './definitions/lifecycle.ts';
import { protobufTypes } from './kinds/protobuf.ts';
import { definitionNameOf } from './kinds/schemas.ts';
import { offeredKinds } from './offered-kinds.ts';
import { Catalog } from './requests/catalog.ts';
import type { Cluster } from './requests/cluster.ts';
import { ClusterBackend } from './requests/cluster-backend.ts';
import { ServiceAccountTokens } from './service-account-tokens/tokens.ts';
import { Store } from './storage/store.ts';
import { Subresources } from './subresources/subresource.ts';
import { subresourceTable } from './subresources/table.ts';

export interface SandboxOptions {
  /** Of the cluster, for messages. */
  name: string;
  /** SQLite file with all of the cluster's state; made where it is missing, its directory is not. */
  dataFile: string;
  /** PEM. */
  tls: { key: string; cert: string };
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  /** Bearer token → user, for tokens that the caller gives out itself. */
  tokens?: ReadonlyMap<string, UserInfo>;
  /** Asked after `tokens`, in turn. */
  authenticators?: readonly Authenticator[];
  /** Nodes and controllers; without it objects stay as they were written. */
  simulation?: SimulationOptions;
  clock?: () => Date;
  log?: (message: string, error?: unknown) => void;
}

/** A running cluster. */
export interface Sandbox {
  readonly name: string;
  /** `https://127.0.0.1:PORT`. */
  readonly address: string;
  /** Ends all requests and closes the data file. */
  close(): Promise<void>;
}

/** Above this much that its reader has not taken, a connection may open no more streams; Node's own 10 MB is one large list. */
const UNREAD_MEGABYTES = 512;

const version = { major: '1', minor: '34', gitVersion: 'v1.34.0+violet' };

/** Starts a cluster on its data file. Throws a Failure for a file that is in use, damaged or of a newer version, and for a port in use. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const store = new Store({ path: options.dataFile });
  try {
    const internal = createInternalToken();
    const tokens = new ServiceAccountTokens(store, options.clock ?? (() => new Date()));
    const { handler, apiServices } = await createHandler({ store, internal, tokens }, options);
    const server = createSecureServer(
      { ...options.tls, allowHTTP1: true, maxSessionMemory: UNREAD_MEGABYTES },
      handler,
    );
    const closeServer = closer(server);
    const close = async () => {
      apiServices.stop();
      await closeServer();
    };
    const address = await listen(server, options.host ?? '127.0.0.1', options.port ?? 0);
    await store.flushed();
    const simulation = await simulate({ address, handler }, internal, tokens, options).catch(async (error: unknown) => {
      await close();
      throw error;
    });
    return {
      name: options.name,
      address,
      async close() {
        await simulation?.stop();
        await close();
        store.close();
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Puts the cluster together over its store, as far as it goes without a socket. */
async function createHandler(
  { store, internal, tokens }: { store: Store; internal: InternalToken; tokens: ServiceAccountTokens },
  options: SandboxOptions,
): Promise<{ handler: ReturnType<typeof createApiServer>; apiServices: ApiServices }> {
  const { log = () => {}, clock = () => new Date(), tokens: given = new Map() } = options;
  const catalog = new Catalog(store, offeredKinds());
  const authorizer = new Authorizer(store);
  const admission = new Admission([
    namespaceLifecycle(catalog),
    serviceAccounts(catalog, Math.random),
    priorities(catalog),
    defaultTolerations,
    volumes(catalog),
    serviceAddresses(catalog, Math.random),
    definitionRules,
    noEscalation(authorizer),
    webhookAdmission(store, catalog, log),
  ]);
  const cluster: Cluster = { store, catalog, admission, clock, random: Math.random, newUid: randomUUID };
  await new DefinitionLifecycle(cluster, log).start();
  bootstrap(cluster);
  keepAggregated(store);
  new LocalApiServices(cluster).start();
  const apiServices = new ApiServices(cluster, log);
  apiServices.start();
  const remoteApis = () => apiServices.all;
  const authenticators = [
    byToken(new Map([[internal.token, internal.user]])),
    byToken(given),
    async ({ bearerToken }: { bearerToken?: string }) =>
      bearerToken === undefined ? undefined : tokens.userOf(bearerToken),
    ...(options.authenticators ?? []),
  ];
  const subresources = new Subresources(subresourceTable(authorizer, authenticators, tokens));
  const backend = new ClusterBackend(cluster, authorizer, subresources);
  const means = { authenticators, version, protobufTypes, definitionNameOf, clock, log };
  return { handler: createApiServer({ backend, remoteApis, ...means }), apiServices };
}

async function simulate(
  server: ServerAtHand,
  internal: InternalToken,
  tokens: ServiceAccountTokens,
  { simulation }: SandboxOptions,
) {
  if (simulation === undefined) return undefined;
  return await startSimulation(server, internal, simulation, (account, secret) => tokens.issueLegacy(account, secret));
}

function byToken(tokens: ReadonlyMap<string, UserInfo>): Authenticator {
  return async ({ bearerToken }) => (bearerToken === undefined ? undefined : tokens.get(bearerToken));
}

function listen(server: Http2SecureServer, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(
        new Failure('Conflict', `port ${port} on ${host} is in use`, { hint: 'choose another port', cause: error }),
      );
    });
    server.listen(port, host, () => {
      const { port: bound } = server.address() as AddressInfo;
      resolve(`https://${host.includes(':') ? `[${host}]` : host}:${bound}`);
    });
  });
}

/** `server.close` waits for clients to go; watches never would. */
function closer(server: Http2SecureServer): () => Promise<void> {
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  const endConnections = followConnections(server);
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      // Their clients hear of it.
      for (const session of sessions) session.destroy();
      setImmediate(endConnections);
    });
}
