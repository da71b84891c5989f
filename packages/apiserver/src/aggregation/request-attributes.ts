import type { Attributes } from '../backend.ts';
import { collectionVerbs, objectVerbs } from '../verbs/attributes.ts';

/** What RBAC asks about a request whose resources another server knows: read from the path alone, as the API server does. */
export function requestAttributes(method: string, url: URL): Attributes {
  const [apis, group = '', version = '', ...rest] = url.pathname
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeURIComponent);
  if (apis !== 'apis' || rest.length === 0) return { verb: method.toLowerCase(), path: url.pathname };
  const namespaced = rest[0] === 'namespaces' && rest.length > 2;
  const [resource = '', name, subresource] = namespaced ? rest.slice(2) : rest;
  const watches = ['true', '1', ''].includes(url.searchParams.get('watch') ?? 'false');
  const verb = name === undefined ? collectionVerbs[method] : objectVerbs[method];
  return {
    verb: verb === 'list' && watches ? 'watch' : (verb ?? method.toLowerCase()),
    group,
    version,
    resource,
    ...(namespaced ? { namespace: rest[1] ?? '' } : {}),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}
