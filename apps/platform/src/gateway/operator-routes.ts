import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { batchUpgrade } from '@violet/marketplace';
import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { clusterUser } from '../accounts/authenticate.ts';
import { accountOf } from './basic-login.ts';
import { expectedCluster } from './expected-cluster.ts';
import type { GatewayServices } from './services.ts';

const flag = Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false')]));

/** `POST /catalog/v1/clusters/<cluster>/operators/upgrade[?dryRun=true]`: as the caller, whose RBAC in the cluster decides. */
export const operatorRoutes: FastifyPluginAsync<GatewayServices> = async (plain, services) => {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/catalog/v1/clusters/:cluster/operators/upgrade',
    { schema: { params: Type.Object({ cluster: Type.String() }), querystring: Type.Object({ dryRun: flag }) } },
    async ({ headers, params, query }, reply) => {
      const account = await accountOf(headers.authorization, services);
      const cluster = expectedCluster(params.cluster, services).impersonate(clusterUser(account));
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      return await batchUpgrade(cluster, { dryRun: query.dryRun === 'true', signal: gone.signal });
    },
  );
};
