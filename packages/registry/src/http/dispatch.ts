import type { RepositoryAction } from '../access.ts';
import { refusal } from '../refusal.ts';
import type { Route } from '../route.ts';
import { deleteBlob, getBlob } from './blobs.ts';
import { type Exchange, respondJson } from './exchange.ts';
import { listCatalog, listReferrers, listTags } from './lists.ts';
import { deleteManifest, getManifest, putManifest } from './manifests.ts';
import { appendToUpload, beginUpload, cancelUpload, finishUpload, uploadStatus } from './uploads.ts';

/** What a method on a route does, and the right that it needs in the route's repository. */
export interface Deed {
  needs: RepositoryAction;
  run(exchange: Exchange): Promise<void>;
}

type RepositoryRoute = Extract<Route, { repository: string }>;

/** The deed that a request asks for. Throws UNSUPPORTED for a method that the route does not have. */
export function deedOf(route: RepositoryRoute, method: string): Deed {
  const deed = deedsOf(route)[method === 'HEAD' ? 'GET' : method];
  if (deed === undefined) throw refusal('UNSUPPORTED', `${method.slice(0, 20)} is not possible here`);
  return deed;
}

/** The methods that there are on a route. */
export function methodsOf(route: Route): string[] {
  if (route.kind === 'token') return ['GET', 'POST'];
  const methods = 'repository' in route ? Object.keys(deedsOf(route)) : ['GET'];
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}

function deedsOf(route: RepositoryRoute): Record<string, Deed | undefined> {
  const { repository } = route;
  switch (route.kind) {
    case 'tags':
      return { GET: { needs: 'pull', run: (exchange) => listTags(exchange, repository) } };
    case 'referrers':
      return { GET: { needs: 'pull', run: (exchange) => listReferrers(exchange, repository, route.digest) } };
    case 'blob':
      return {
        GET: { needs: 'pull', run: (exchange) => getBlob(exchange, repository, route.digest) },
        DELETE: { needs: 'delete', run: (exchange) => deleteBlob(exchange, repository, route.digest) },
      };
    case 'manifest':
      return {
        GET: { needs: 'pull', run: (exchange) => getManifest(exchange, repository, route.reference) },
        PUT: { needs: 'push', run: (exchange) => putManifest(exchange, repository, route.reference) },
        DELETE: { needs: 'delete', run: (exchange) => deleteManifest(exchange, repository, route.reference) },
      };
    case 'uploads':
      return { POST: { needs: 'push', run: (exchange) => beginUpload(exchange, repository) } };
    case 'upload':
      return {
        GET: { needs: 'push', run: (exchange) => uploadStatus(exchange, repository, route.id) },
        PATCH: { needs: 'push', run: (exchange) => appendToUpload(exchange, repository, route.id) },
        PUT: { needs: 'push', run: (exchange) => finishUpload(exchange, repository, route.id) },
        DELETE: { needs: 'push', run: (exchange) => cancelUpload(exchange, repository, route.id) },
      };
  }
}

/** `/v2/` and the catalogue: what is asked of the registry as a whole. */
export async function answerWhole(exchange: Exchange, kind: 'base' | 'catalog'): Promise<void> {
  const { method = '' } = exchange.request;
  if (method !== 'GET' && method !== 'HEAD')
    throw refusal('UNSUPPORTED', `${method.slice(0, 20)} is not possible here`);
  if (kind === 'catalog') return listCatalog(exchange);
  if (!exchange.rights.known) throw refusal('UNAUTHORIZED', 'log in first');
  respondJson(exchange, {});
}
