import type { OutgoingHttpHeaders } from 'node:http';
import { type Descriptor, mediaTypes } from '@violet/oci';
import { refusal } from '../refusal.ts';
import { byLexicalOrder } from '../store/manifests.ts';
import { type Exchange, respond, respondJson } from './exchange.ts';
import { nextPage, pageOf } from './page.ts';

const maxNames = 10_000;
const maxReferrers = 1000;
/** Clients take an index of 4 MiB: what has long annotations comes in more pages. */
const maxReferrersBytes = 3 * 1024 * 1024;

export async function listTags(exchange: Exchange, repository: string): Promise<void> {
  const { store, query } = exchange;
  if (!(await store.manifests.exists(repository)))
    throw refusal('NAME_UNKNOWN', `there is no repository ${repository}`);
  const rules = { path: `/v2/${repository}/tags/list`, maxNames, order: byLexicalOrder };
  const { names, headers } = pageOf(await store.manifests.tags(repository), query, rules);
  respondJson(exchange, { name: repository, tags: names }, headers);
}

/** The repositories that the client may read. */
export async function listCatalog(exchange: Exchange): Promise<void> {
  const { store, query, rights } = exchange;
  const { sees } = rights;
  if (sees === undefined) throw refusal('UNAUTHORIZED', 'the token is not for the list of repositories');
  const all = await store.repositories('_manifests');
  const seen = await Promise.all(all.map(sees));
  const visible = all.filter((_, index) => seen[index]);
  const { names, headers } = pageOf(visible, query, { path: '/v2/_catalog', maxNames });
  respondJson(exchange, { repositories: names }, headers);
}

/** An empty list, never 404, for a subject that nothing refers to. */
export async function listReferrers(exchange: Exchange, repository: string, subject: string): Promise<void> {
  const { store, query } = exchange;
  const artifactType = query.get('artifactType');
  const all = await store.manifests.referrers(repository, subject);
  const wanted = artifactType === null ? all : all.filter((descriptor) => descriptor.artifactType === artifactType);
  const { manifests, headers } = referrersPage(wanted, query, `/v2/${repository}/referrers/${subject}`);
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

function referrersPage(
  wanted: readonly Descriptor[],
  query: URLSearchParams,
  path: string,
): { manifests: Descriptor[]; headers: OutgoingHttpHeaders } {
  const byDigest = new Map(wanted.map((descriptor) => [descriptor.digest, descriptor]));
  const page = pageOf([...byDigest.keys()], query, { path, maxNames: maxReferrers });
  const manifests: Descriptor[] = [];
  let bytes = 0;
  for (const digest of page.names) {
    const descriptor = byDigest.get(digest);
    if (descriptor === undefined) continue;
    bytes += Buffer.byteLength(JSON.stringify(descriptor));
    const last = manifests.at(-1)?.digest;
    if (last !== undefined && bytes > maxReferrersBytes)
      return { manifests, headers: { link: nextPage(path, query, page.names.length, last) } };
    manifests.push(descriptor);
  }
  return { manifests, headers: page.headers };
}
