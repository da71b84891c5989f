import { Failure } from '@violet/machinery';
import type { ServedResource, Target } from './backend.ts';

/** What a path below `/api` or `/apis` asks for. */
export type Route =
  | { kind: 'versions' }
  | { kind: 'groups' }
  | { kind: 'group'; group: string }
  | { kind: 'groupVersion'; group: string; version: string }
  | { kind: 'resource'; target: Target };

const unknownResource = 'the server could not find the requested resource';

export function notServed(): Failure {
  return new Failure('NotFound', unknownResource, { details: {} });
}

/** `status` and `finalize` belong to a Namespace; anything else after its name is a resource inside it. */
const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize']);

/** Reads a path below `/api` or `/apis`; throws NotFound for what is not served. */
export function route(path: string, resources: readonly ServedResource[]): Route {
  const [root, ...rest] = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeSegment);
  if (root === 'api') {
    if (rest.length === 0) return { kind: 'versions' };
    return below('', rest, resources);
  }
  const [group, ...tail] = rest;
  if (group === undefined) return { kind: 'groups' };
  if (tail.length === 0) return { kind: 'group', group };
  return below(group, tail, resources);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Failure('BadRequest', `the path segment ${JSON.stringify(segment)} is not a valid URL encoding`);
  }
}

function below(group: string, [version = '', ...segments]: string[], resources: readonly ServedResource[]): Route {
  if (segments.length === 0) return { kind: 'groupVersion', group, version };
  const { namespace, path } = splitNamespace(segments);
  const [plural, name, subresource, ...more] = path;
  const resource = resources.find((r) => r.plural === plural && r.version === version && r.group === group);
  if (resource === undefined || more.length > 0) throw notServed();
  if (namespace !== undefined && !resource.namespaced) throw notServed();
  if (namespace === undefined && resource.namespaced && name !== undefined) throw notServed();
  if (subresource !== undefined && !resource.subresources.some((s) => s.name === subresource)) throw notServed();
  return {
    kind: 'resource',
    target: {
      resource,
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
      ...(subresource === undefined ? {} : { subresource }),
    },
  };
}

function splitNamespace(segments: string[]): { namespace?: string; path: string[] } {
  const [first, namespace, third] = segments;
  if (first !== 'namespaces' || namespace === undefined || third === undefined) return { path: segments };
  if (segments.length === 3 && namespaceSubresources.has(third)) return { path: segments };
  return { namespace, path: segments.slice(2) };
}
