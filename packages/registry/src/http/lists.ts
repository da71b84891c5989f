import { mediaTypes } from '@violet/oci';
import { refusal } from '../refusal.ts';
import { type Exchange, page, respond, respondJson } from './exchange.ts';

const maxNames = 10_000;
/** Descriptors with annotations of a usual size: a page stays below the 4 MiB that clients take. */
const maxReferrers = 1000;

export async function listTags(exchange: Exchange, repository: string): Promise<void> {
  const { store, query } = exchange;
  if (!(await store.manifests.exists(repository)))
    throw refusal('NAME_UNKNOWN', `there is no repository ${repository}`);
  const { names, headers } = page(
    await store.manifests.tags(repository),
    query,
    `/v2/${repository}/tags/list`,
    maxNames,
  );
  respondJson(exchange, { name: repository, tags: names }, headers);
}

/** The repositories that the client may read. */
export async function listCatalog(exchange: Exchange): Promise<void> {
  const { store, query, rights } = exchange;
  const { sees } = rights;
  if (sees === undefined) throw refusal('UNAUTHORIZED', 'the token is not for the list of repositories');
  const all = await store.repositories('_manifests');
  const seen = await Promise.all(all.map(sees));
  const { names, headers } = page(
    all.filter((_, index) => seen[index]),
    query,
    '/v2/_catalog',
    maxNames,
  );
  respondJson(exchange, { repositories: names }, headers);
}

/** An empty list, never 404, for a subject that nothing refers to. */
export async function listReferrers(exchange: Exchange, repository: string, subject: string): Promise<void> {
  const { store, query } = exchange;
  const artifactType = query.get('artifactType');
  const all = await store.manifests.referrers(repository, subject);
  const wanted = artifactType === null ? all : all.filter((descriptor) => descriptor.artifactType === artifactType);
  const { names, headers } = page(
    wanted.map(({ digest }) => digest),
    query,
    `/v2/${repository}/referrers/${subject}`,
    maxReferrers,
  );
  const part = new Set(names);
  const manifests = wanted.filter(({ digest }) => part.has(digest));
  respond(
    exchange,
    200,
    {
      'content-type': mediaTypes.imageIndex,
      ...headers,
      ...(artifactType === null ? {} : { 'oci-filters-applied': 'artifactType' }),
    },
    JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests }),
  );
}
