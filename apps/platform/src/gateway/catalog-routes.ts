import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Account } from '@violet/accounts';
import { ChartRepo, globalCluster } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { acceptsGzip, Failure } from '@violet/machinery';
import { type IndexText, requestedChartRepo, type StoredChart } from '@violet/marketplace';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { clusterUser } from '../accounts/authenticate.ts';
import { accountOf } from './basic-login.ts';
import { chartUpload, maxProvenanceBytes, maxUploadBytes } from './chart-upload.ts';
import { type CatalogDeed, requireAccess } from './require-access.ts';
import type { GatewayServices } from './services.ts';
import { UploadPlaces } from './upload-places.ts';

/** Charts that are held in memory at the same time while they come in. */
const uploadsAtOnce = 4;
const requestBytes = 64 * 1024;

const place = { namespace: Type.String(), repo: Type.String() };
const forced = Type.Object({ force: Type.Optional(Type.String()) });

/** `/catalog/v1`: chart repositories for Helm, curl and violet. Whoever it is, RBAC of the global cluster decides. */
export const catalogRoutes: FastifyPluginAsync<GatewayServices> = async (plain, services) => {
  const { charts, chartRepoUrl } = services;
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const uploads = new UploadPlaces(uploadsAtOnce);
  const allow = (request: FastifyRequest, deed: CatalogDeed) => requireRight(request, deed, services);

  app.get(
    '/catalog/v1/chartrepos/:namespace/:repo/index.yaml',
    { schema: { params: Type.Object(place) } },
    async (request, reply) => {
      await allow(request, read(request.params));
      return sendIndex(request, reply, await charts.index(request.params));
    },
  );

  app.get(
    '/catalog/v1/chartrepos/:namespace/:repo/charts/:file',
    { schema: { params: Type.Object({ ...place, file: Type.String() }) } },
    async (request, reply) => {
      await allow(request, read(request.params));
      const { stream, size, mediaType } = await charts.open(request.params, request.params.file);
      return reply.type(mediaType).header('content-length', size).send(stream);
    },
  );

  /** Before a byte of the body is read: who may not upload takes no memory. */
  const allowUpload = async (request: FastifyRequest, reply: FastifyReply) => {
    const { namespace } = request.params as { namespace: string };
    await allow(request, { verb: 'create', resource: 'charts', namespace });
    if (isForced(request)) await allow(request, { verb: 'update', resource: 'charts', namespace });
    await uploads.take(reply.raw);
  };
  const upload = { schema: { params: Type.Object(place), querystring: forced }, onRequest: allowUpload };

  app.post(
    '/catalog/v1/chartrepos/:namespace/:repo/charts',
    { ...upload, bodyLimit: maxUploadBytes },
    async (request, reply) => {
      const chart = await chartUpload(bytesIn(request), request.headers['content-type']);
      return sendStored(reply, await charts.upload(request.params, chart, { force: isForced(request) }));
    },
  );

  app.post(
    '/catalog/v1/chartrepos/:namespace/:repo/prov',
    { ...upload, bodyLimit: maxProvenanceBytes },
    async (request, reply) => {
      const provenance = bytesIn(request);
      return sendStored(reply, await charts.uploadProvenance(request.params, provenance, { force: isForced(request) }));
    },
  );

  app.delete(
    '/catalog/v1/chartrepos/:namespace/:repo/charts/:name/:version',
    { schema: { params: Type.Object({ ...place, name: Type.String(), version: Type.String() }) } },
    async (request) => {
      const { namespace } = request.params;
      await allow(request, { verb: 'delete', resource: 'charts', namespace });
      await charts.remove(request.params, request.params);
      return { deleted: true };
    },
  );

  app.post('/catalog/v1/chartrepos', { bodyLimit: requestBytes }, async (request, reply) => {
    const { hub } = await callerOf(request, services);
    const repo = requestedChartRepo(jsonIn(bytesIn(request)), chartRepoUrl);
    return reply.code(201).send(await hub.resource(ChartRepo, repo.metadata.namespace).create(repo));
  });

  app.delete('/catalog/v1/chartrepos/:namespace/:repo', { schema: { params: Type.Object(place) } }, async (request) => {
    const { hub } = await callerOf(request, services);
    const { namespace, repo } = request.params;
    const client = hub.resource(ChartRepo, namespace);
    if ((await client.get(repo)) === undefined)
      throw new Failure('NotFound', `there is no chart repository ${repo} in ${namespace}`);
    await client.delete(repo);
    return { deleted: true };
  });
};

const read = ({ namespace, repo }: { namespace: string; repo: string }): CatalogDeed => ({
  verb: 'get',
  resource: 'chartrepos',
  namespace,
  name: repo,
});

/** The global cluster as the caller sees it. */
async function callerOf(
  { headers }: FastifyRequest,
  services: GatewayServices,
): Promise<{ account: Account; hub: Cluster }> {
  const account = await accountOf(headers.authorization, services);
  const hub = services.clusters.get(globalCluster);
  if (hub === undefined) throw new Failure('ServiceUnavailable', `cluster ${globalCluster} does not answer`);
  return { account, hub: hub.impersonate(clusterUser(account)) };
}

async function requireRight(request: FastifyRequest, deed: CatalogDeed, services: GatewayServices): Promise<void> {
  const { account, hub } = await callerOf(request, services);
  await requireAccess(hub, account.username, deed);
}

function sendIndex(request: FastifyRequest, reply: FastifyReply, { text, gzipped, etag }: IndexText): FastifyReply {
  reply.headers({ etag, vary: 'accept-encoding', 'cache-control': 'private, no-cache' });
  if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
  reply.type('application/yaml');
  return acceptsGzip(request.headers['accept-encoding'])
    ? reply.header('content-encoding', 'gzip').send(gzipped)
    : reply.send(text);
}

function sendStored(reply: FastifyReply, { outcome, entry }: StoredChart): FastifyReply {
  return reply.code(outcome === 'stored' ? 201 : 200).send({ saved: true, ...entry });
}

/** `?force` and `?force=true`. */
function isForced(request: FastifyRequest): boolean {
  const { force: word } = request.query as { force?: string };
  return word !== undefined && word !== 'false' && word !== '0';
}

/** A request without a body has none. */
function bytesIn({ body }: FastifyRequest): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new Failure('BadRequest', 'the body is no JSON');
  }
}
