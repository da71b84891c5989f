import type { Attributes } from '../backend.ts';
import { verbOf } from '../verbs/attributes.ts';

/** What RBAC asks about a request whose resource this server does not know: read from the path alone, as the API server does. */
export function requestAttributes(method: string, url: URL): Attributes {
  const [root, ...segments] = url.pathname
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeURIComponent);
  const [group = '', version = '', ...rest] = root === 'api' ? ['', ...segments] : segments;
  if ((root !== 'api' && root !== 'apis') || rest.length === 0)
    return { verb: method.toLowerCase(), path: url.pathname };
  const namespaced = rest[0] === 'namespaces' && rest.length > 2;
  const [resource = '', name, subresource] = namespaced ? rest.slice(2) : rest;
  const target = name === undefined ? {} : { name };
  return {
    verb: verbOf(method, target, url.searchParams) ?? method.toLowerCase(),
    group,
    version,
    resource,
    ...(namespaced ? { namespace: rest[1] ?? '' } : {}),
    ...target,
    ...(subresource === undefined ? {} : { subresource }),
  };
}
