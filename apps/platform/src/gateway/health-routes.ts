import type { FastifyPluginAsync } from 'fastify';
import type { GatewayServices } from './services.ts';

/** Liveness, readiness and numbers for monitoring; no login, nothing secret. */
export const healthRoutes: FastifyPluginAsync<GatewayServices> = async (app, { isReady, metrics }) => {
  app.get('/healthz', async (_request, reply) => reply.type('text/plain').send('ok'));
  app.get('/readyz', async (_request, reply) =>
    isReady() ? reply.type('text/plain').send('ok') : reply.code(503).type('text/plain').send('starting'),
  );
  app.get('/metrics', async (_request, reply) => reply.type('text/plain; version=0.0.4').send(metrics.print()));
};
