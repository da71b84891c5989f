import type { Attributes, Target } from '../backend.ts';

const collectionVerbs: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'list',
  HEAD: 'list',
  DELETE: 'deletecollection',
};
const objectVerbs: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** The verb that RBAC knows for a method at a place; undefined for a method without one. */
export function verbOf(method: string, target: Pick<Target, 'name'>, query: URLSearchParams): string | undefined {
  if (target.name !== undefined) return objectVerbs[method];
  const watches = (method === 'GET' || method === 'HEAD') && ['true', '1', ''].includes(query.get('watch') ?? 'false');
  return watches ? 'watch' : collectionVerbs[method];
}

export function attributesOf(verb: string, target: Target): Attributes {
  const { resource, namespace, name, subresource } = target;
  return {
    verb,
    group: resource.group,
    version: resource.version,
    resource: resource.plural,
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespaceOf(target) === undefined ? {} : { namespace: namespaceOf(target) ?? '' }),
    ...(name === undefined ? {} : { name }),
  };

  /** A Namespace is asked about as if it lay in itself, so that a Role in it can grant reading it. */
  function namespaceOf(t: Target): string | undefined {
    return t.resource.plural === 'namespaces' && t.resource.group === '' ? t.name : namespace;
  }
}
