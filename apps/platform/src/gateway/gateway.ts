import type { Log } from '@violet/controller';
import { Failure, failureHttpCodes, isFailure, statusOf } from '@violet/machinery';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { accountRoutes } from './account-routes.ts';
import { catalogRoutes } from './catalog-routes.ts';
import { clusterRoutes } from './cluster-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { loginRoutes } from './login-routes.ts';
import { operatorRoutes } from './operator-routes.ts';
import type { GatewayServices } from './services.ts';

/** One object of Kubernetes' size limit, base64 and field managers included, with room. */
const bodyLimit = 8 * 1024 * 1024;
/** For a whole request to come in; an answer, a watch above all, takes as long as it takes. */
const receivingMs = 60_000;

/** The platform's front door: HTTPS with login, the clusters' APIs, health. */
export async function createGateway(
  services: GatewayServices,
  identity: { certificate: string; key: string },
): Promise<FastifyInstance> {
  const app = fastify({
    https: { cert: identity.certificate, key: identity.key, minVersion: 'TLSv1.2' },
    bodyLimit,
    requestTimeout: receivingMs,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 512 },
  });
  app.setErrorHandler((error, _request, reply) => sendFailure(reply, error, services.log));
  app.setNotFoundHandler((request, reply) =>
    sendFailure(reply, new Failure('NotFound', `there is nothing at ${request.url.split('?')[0]}`), services.log),
  );
  await app.register(healthRoutes, services);
  await app.register(loginRoutes, services);
  await app.register(accountRoutes, services);
  await app.register(catalogRoutes, services);
  await app.register(operatorRoutes, services);
  await app.register(clusterRoutes, services);
  return app;
}

/** Errors leave as a Status; what is no Failure is our own fault and says no more than that. */
function sendFailure(reply: FastifyReply, error: unknown, log: Log): FastifyReply {
  const failure = isFailure(error) ? error : failureOfFramework(error);
  if (failure.code === 'InternalError') log.error({ err: error }, 'a request failed');
  if (failure.code === 'Unauthorized') reply.header('www-authenticate', 'Bearer realm="violet"');
  return reply
    .code(failureHttpCodes[failure.code])
    .type('application/json')
    .send(JSON.stringify(statusOf(failure)));
}

function failureOfFramework(error: unknown): Failure {
  const { statusCode, message } = (error ?? {}) as { statusCode?: number; message?: string };
  if (statusCode === 413) return new Failure('RequestEntityTooLarge', message ?? 'the body is too large');
  if (statusCode === 415) return new Failure('UnsupportedMediaType', message ?? 'unsupported media type');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Failure('BadRequest', message ?? 'bad request');
  return new Failure('InternalError', 'the platform failed to answer; its log says why', { cause: error });
}
