import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Account,
  type AccountRole,
  createTokenSigner,
  Login,
  PasswordCheck,
  PasswordKey,
  type TokenSigner,
} from '@violet/accounts';
import { aPasswordHash } from '@violet/accounts/testing';
import {
  Artifact,
  ArtifactVersion,
  Chart,
  ChartRepo,
  Cluster as ClusterKind,
  customResourceDefinition,
  ModuleConfig,
  ModuleInfo,
  ModulePlugin,
  Namespace,
  ProductBase,
  Secret,
  systemNamespace,
  userBindingLabels,
} from '@violet/api';
import {
  createAuthority,
  createClusterSet,
  ensureDefinitions,
  issueServerCertificate,
  startControllers,
} from '@violet/controller';
import { type Cluster, connectCluster, systemClock } from '@violet/kube';
import { Failure, isFailure, statusOf } from '@violet/machinery';
import { chartRepoController } from '@violet/marketplace';
import { connectRegistry } from '@violet/oci';
import { moduleConfigController, modulePluginController, registryCharts } from '@violet/plugins';
import { type EmbeddedRegistry, openRegistry, serveRegistry } from '@violet/registry';
import { aSandbox } from '@violet/sandbox/testing';

const password = 'open-sesame-of-the-test';
const registryPassword = 'registry-secret-of-the-test';

const roles: Record<string, AccountRole[]> = {
  admin: [{ name: 'platform-admin-system', official: true }],
  auditor: [{ name: 'platform-auditor-system', official: true }],
  custom: [{ name: 'platform-admin-system', official: false }],
};

/** The public face of a platform over real rooms: login, users, the global cluster, a registry, the plugin controllers. */
export interface PlatformUnderTest {
  address: string;
  /** A file with the authority of platform and registry. */
  caFile: string;
  password: string;
  registryPassword: string;
  registryAddress: string;
  registry: EmbeddedRegistry;
  /** The global cluster, as its administrator. */
  global: Cluster;
  /** Other clusters, likewise. */
  members: ReadonlyMap<string, Cluster>;
  /** `<method> <path>` of what the gateway was asked. */
  requests: string[];
  /** Dies at the request of this number (from 0) of those that come from now on, and at all after it; undefined lives. */
  dieAt(request: number | undefined): void;
  close(): Promise<void>;
}

/** A platform of these clusters besides global. */
export async function aPlatform(memberNames: readonly string[] = []): Promise<PlatformUnderTest> {
  const directory = await mkdtemp(join(tmpdir(), 'violet-platform-'));
  const authority = await createAuthority({ commonName: 'violet test authority' });
  const identity = await issueServerCertificate(authority, { commonName: '127.0.0.1', hosts: ['127.0.0.1'] });
  const tls = { key: identity.key, cert: identity.certificate };
  const caFile = join(directory, 'ca.crt');
  await writeFile(caFile, authority.certificate);

  const registry = await openRegistry({
    directory: join(directory, 'registry'),
    access: {
      authenticate: async (credentials) =>
        credentials.kind === 'basic' && credentials.password === registryPassword ? { name: 'registry' } : undefined,
    },
  });
  const registryServer = await serveRegistry(registry, { port: 0, tls });
  const sandbox = await aSandbox({ name: 'global' });
  const global = connectCluster({ server: sandbox.address, token: sandbox.token, ca: sandbox.ca });
  const kinds = [ModulePlugin, ModuleConfig, ModuleInfo, ProductBase, ChartRepo, Chart, ClusterKind, ...operatorKinds];
  await ensureDefinitions(global, kinds.map(customResourceDefinition));
  await writeObjects(global, registryServer.address);
  const sandboxes = await Promise.all(memberNames.map((name) => aSandbox({ name })));
  const members = new Map(
    sandboxes.map(({ address: server, token, ca }, index) => [
      memberNames[index] ?? '',
      connectCluster({ server, token, ca }),
    ]),
  );
  for (const [name, member] of members) await joinMember(global, name, member);

  const credentials = { username: 'registry-admin', password: registryPassword };
  const client = connectRegistry({ address: registryServer.address, ca: authority.certificate, credentials });
  const clusters = createClusterSet();
  clusters.join('global', global);
  const controllers = startControllers({
    clusters,
    controllers: [
      modulePluginController(registryCharts(client)),
      moduleConfigController(),
      chartRepoController({
        registry: client,
        contents: {
          repositoriesBelow: (prefix) => registry.repositories(prefix),
          tagsOf: (repository) => registry.tags(repository),
          onChange: (listener) => registry.onChange(({ repository }) => listener(repository)),
        },
        urlOf: ({ namespace, repo }) => `https://platform.example.com/${namespace}/${repo}`,
        reach: async (host) => [host],
      }),
    ],
    hub: 'global',
    identity: 'test',
    lease: 'none',
  });

  const requests: string[] = [];
  const gateway = await startGateway({ tls, clusters: new Map([['global', global], ...members]), requests });
  return {
    address: gateway.address,
    caFile,
    password,
    registryPassword,
    registryAddress: registryServer.address,
    registry,
    global,
    members,
    requests,
    dieAt: gateway.dieAt,
    async close() {
      await gateway.close();
      await controllers.stop();
      client.close();
      for (const cluster of [global, ...members.values()]) await cluster.close();
      for (const one of [sandbox, ...sandboxes]) await one.close();
      await registryServer.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const operatorKinds = [Artifact, ArtifactVersion];

async function joinMember(global: Cluster, name: string, member: Cluster): Promise<void> {
  await ensureDefinitions(member, operatorKinds.map(customResourceDefinition));
  await ensureNamespace(member);
  const object = { apiVersion: 'platform.tkestack.io/v1', kind: 'Cluster', metadata: { name } };
  await global.resource(ClusterKind).create({ ...object, spec: { displayName: name, type: 'Imported' } });
}

async function ensureNamespace(cluster: Cluster): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace } };
  await cluster
    .resource(Namespace)
    .create(namespace)
    .catch((error: unknown) => {
      if (!isFailure(error, 'AlreadyExists')) throw error;
    });
}

async function writeObjects(global: Cluster, registryAddress: string): Promise<void> {
  await ensureNamespace(global);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  await global.resource(Secret, systemNamespace).create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'registry-admin', namespace: systemNamespace },
    data: { username: base64('registry-admin'), password: base64(registryPassword) },
  });
  await global.resource(ProductBase).create({
    apiVersion: 'product.alauda.io/v1alpha2',
    kind: 'ProductBase',
    metadata: { name: 'base' },
    spec: { platformURL: 'https://platform.example.com', registry: { address: registryAddress }, version: 'v4.1.0' },
  });
  for (const name of ['public-charts', 'team']) await createChartRepo(global, name, { type: 'Local', url: '' });
  await createChartRepo(global, 'elsewhere', { type: 'Chart', url: 'https://127.0.0.1:1' });
}

async function createChartRepo(global: Cluster, name: string, spec: ChartRepo['spec']): Promise<void> {
  const metadata = { name, namespace: systemNamespace };
  const object = { apiVersion: 'app.alauda.io/v1beta1', kind: 'ChartRepo', metadata, spec };
  await global.resource(ChartRepo, systemNamespace).create(object);
}

interface GatewayOptions {
  tls: { key: string; cert: string };
  clusters: ReadonlyMap<string, Cluster>;
  requests: string[];
}

async function startGateway({
  tls,
  clusters,
  requests,
}: GatewayOptions): Promise<Pick<PlatformUnderTest, 'address' | 'dieAt' | 'close'>> {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const { monotonicMs } = systemClock;
  const signer = await createTokenSigner(key, 'https://platform.example.com', () => new Date());
  const hash = aPasswordHash(password);
  const account = (username: string): Account => ({
    username,
    email: '',
    connector: 'local',
    roles: roles[username] ?? [],
  });
  const accounts = {
    find: async (username: string) => (username in roles ? account(username) : undefined),
    list: async () => Object.keys(roles).map(account),
    passwordHash: async (username: string) => (username in roles ? hash : undefined),
  };
  const passwords = new PasswordKey(monotonicMs);
  const login = new Login({ check: new PasswordCheck({ accounts, monotonicMs }), passwords, signer, monotonicMs });

  let left = Number.POSITIVE_INFINITY;
  const server = createTlsServer(tls, async (request, response) => {
    if (left-- <= 0) {
      request.socket.destroy();
      return;
    }
    const url = new URL(request.url ?? '/', 'https://platform');
    requests.push(`${request.method} ${url.pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    try {
      const [, name = '', path = ''] = /^\/kubernetes\/([^/]+)(\/.*)$/.exec(request.url ?? '') ?? [];
      const cluster = clusters.get(name);
      if (cluster !== undefined) {
        await authenticated(signer, request.headers.authorization);
        const headers = { 'content-type': request.headers['content-type'] ?? 'application/json' };
        const hasBody = body.length > 0 ? { body } : {};
        const answer = await cluster.request({ method: request.method ?? 'GET', path, headers, ...hasBody });
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        for await (const chunk of answer.body) response.write(chunk);
        response.end();
        return;
      }
      const { cookie, ...answer } = await route(url, body, request.headers);
      response.writeHead(200, {
        'content-type': 'application/json',
        ...(cookie === undefined ? {} : { 'set-cookie': cookie }),
      });
      response.end(JSON.stringify(answer));
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('InternalError', String(error));
      const status = statusOf(failure);
      response.writeHead(status.code ?? 500, { 'content-type': 'application/json' }).end(JSON.stringify(status));
    }
  });

  async function route(url: URL, body: Buffer, headers: Record<string, unknown>) {
    const query = (name: string) => url.searchParams.get(name) ?? '';
    switch (url.pathname) {
      case '/console-platform/api/v1/token/login': {
        const { state } = login.begin(query('redirect_uri'));
        return { auth_url: `https://platform.example.com/dex/auth?state=${state}`, state };
      }
      case '/dex/api/v1/authorize': {
        const { req, session } = login.authorize(query('state'));
        return {
          req,
          cookie: `cpaas_oidc_auth_flow=${session}; Path=/dex; Expires=Wed, 21 Oct 2099 07:28:00 GMT; HttpOnly`,
        };
      }
      case '/dex/pubkey':
        return { ...(await passwords.publish()) };
      case '/dex/api/v1/authorize/local': {
        const { account: name, password: encrypted } = JSON.parse(body.toString());
        const session = /cpaas_oidc_auth_flow=([^;]+)/.exec(String(headers['cookie']))?.[1];
        return { redirect_url: (await login.local(query('req'), session, name, encrypted)).redirectUrl };
      }
      case '/console-platform/api/v1/token/callback':
        return { ...(await login.exchange(query('code'), query('state'))) };
      case '/auth/v2/userbindings':
        await authenticated(signer, headers['authorization']);
        return { kind: 'UserBindingList', items: bindingsOf(query('username')) };
    }
    const user = /^\/auth\/v1\/users\/([^/]+)$/.exec(url.pathname)?.[1];
    if (user !== undefined && (await authenticated(signer, headers['authorization'])) === user) {
      return { kind: 'User', metadata: { name: user }, spec: { username: user } };
    }
    throw new Failure('NotFound', `there is nothing at ${url.pathname}`);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dieAt(request) {
      left = request ?? Number.POSITIVE_INFINITY;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function authenticated(signer: TokenSigner, authorization: unknown): Promise<string> {
  const claims = await signer.verify(String(authorization ?? '').replace(/^Bearer /, ''));
  if (claims === undefined) throw new Failure('Unauthorized', 'no valid token');
  return claims.username;
}

function bindingsOf(username: string): object[] {
  return (roles[username] ?? []).map(({ name, official }) => ({
    kind: 'UserBinding',
    metadata: {
      name: `${username}-${name}`,
      labels: { [userBindingLabels.roleName]: name, [userBindingLabels.official]: String(official) },
    },
  }));
}
