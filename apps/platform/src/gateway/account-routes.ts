import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Account, TokenClaims } from '@violet/accounts';
import { platformAdminRole } from '@violet/api';
import { Failure } from '@violet/machinery';
import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { authenticate } from '../accounts/authenticate.ts';
import { roleBinding } from '../accounts/role-binding.ts';
import { clusterKubeconfig } from './cluster-kubeconfig.ts';
import type { GatewayServices } from './services.ts';

const day = 24 * 3600;
const defaultTokenSeconds = 30 * day;
const longestTokenSeconds = 365 * day;

/** `/auth/v1` and `/auth/v2`: users, tokens, clusters, bindings, each as far as the caller may see them. */
export const accountRoutes: FastifyPluginAsync<GatewayServices> = async (plain, services) => {
  const { accounts, passwords, signer, clusters, address, ca } = services;
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  const caller = (authorization: string | undefined) => authenticate(authorization, accounts, signer);

  app.get('/auth/v1/pubkey', async () => passwords.publish());

  app.post(
    '/auth/v1/accesstoken',
    {
      schema: {
        body: Type.Object({
          description: Type.String({ minLength: 1, maxLength: 64 }),
          expiration: Type.Optional(Type.Integer({ minimum: 0 })),
        }),
      },
    },
    async ({ headers, body }) => {
      const { account, claims: own } = await caller(headers.authorization);
      const seconds = notBeyond(own, lifeOf(body.expiration, Date.now() / 1000));
      const { token, claims } = await signer.sign(account.username, 'access', seconds);
      return {
        id: claims.id,
        token,
        timestamp: claims.issuedAt,
        expiration: claims.expiresAt,
        description: body.description,
      };
    },
  );

  app.get('/auth/v1/users', async ({ headers }) => {
    const { account } = await caller(headers.authorization);
    const visible = isAdmin(account) ? await accounts.list() : [account];
    return { apiVersion: 'auth.alauda.io/v1', kind: 'UserList', metadata: {}, items: visible.map(userObject) };
  });

  app.get(
    '/auth/v1/users/:name',
    { schema: { params: Type.Object({ name: Type.String() }) } },
    async ({ headers, params }) => {
      const { account } = await caller(headers.authorization);
      const found =
        params.name === account.username ? account : isAdmin(account) ? await accounts.find(params.name) : undefined;
      if (found === undefined) throw new Failure('NotFound', `there is no user ${params.name}`);
      return userObject(found);
    },
  );

  app.get(
    '/auth/v2/userbindings',
    { schema: { querystring: Type.Object({ username: Type.Optional(Type.String()) }) } },
    async ({ headers, query }) => {
      const { account } = await caller(headers.authorization);
      const visible = isAdmin(account) ? await accounts.list() : [account];
      const items = visible
        .filter(({ username }) => query.username === undefined || username === query.username)
        .flatMap(bindingObjects);
      return { apiVersion: 'auth.alauda.io/v1', kind: 'UserBindingList', metadata: {}, items };
    },
  );

  app.get('/auth/v1/clusters', async ({ headers }) => {
    await caller(headers.authorization);
    return {
      apiVersion: 'clusterregistry.k8s.io/v1alpha1',
      kind: 'ClusterList',
      metadata: {},
      items: clusters.names().map((name) => ({
        apiVersion: 'clusterregistry.k8s.io/v1alpha1',
        kind: 'Cluster',
        metadata: { name, namespace: 'cpaas-system' },
      })),
    };
  });

  app.get(
    '/auth/v1/clusters/:cluster/kubeconfig',
    { schema: { params: Type.Object({ cluster: Type.String() }) } },
    async ({ headers, params }) => {
      const { account, claims } = await caller(headers.authorization);
      if (clusters.get(params.cluster) === undefined)
        throw new Failure('NotFound', `there is no cluster ${params.cluster}`);
      const { token } = await signer.sign(account.username, 'access', notBeyond(claims, defaultTokenSeconds));
      return clusterKubeconfig({ cluster: params.cluster, publicUrl: address(), ca, token });
    },
  );
};

/** `expiration` is a moment; 0 or nothing asks for the default. */
function lifeOf(expiration: number | undefined, nowSeconds: number): number {
  if (expiration === undefined || expiration === 0) return defaultTokenSeconds;
  const seconds = Math.floor(expiration - nowSeconds);
  if (seconds <= 0) throw new Failure('BadRequest', 'expiration is in the past', { hint: 'It is in Unix seconds.' });
  return Math.min(seconds, longestTokenSeconds);
}

/** An API token that leaked ends when it ends: it makes no longer one in its place. */
function notBeyond({ use, expiresAt }: TokenClaims, seconds: number): number {
  return use === 'access' ? Math.min(seconds, Math.floor(expiresAt - Date.now() / 1000)) : seconds;
}

function isAdmin(account: Account): boolean {
  return account.roles.some(({ name, official }) => official && name === platformAdminRole);
}

function userObject(account: Account) {
  return {
    apiVersion: 'auth.alauda.io/v1',
    kind: 'User',
    metadata: { name: account.username },
    spec: {
      username: account.username,
      email: account.email,
      connector_type: account.connector,
      is_admin: isAdmin(account),
    },
  };
}

function bindingObjects({ username, roles }: Account) {
  return roles.map((role) => roleBinding(username, role));
}
