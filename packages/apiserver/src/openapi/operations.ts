import type { ServedResource, Verb } from '../backend.ts';
import { groupVersionPath, gvkOf } from './definitions.ts';
import type { SpecVersion } from './schema.ts';

const methods: [verb: Verb, method: string, place: 'collection' | 'object'][] = [
  ['list', 'get', 'collection'],
  ['create', 'post', 'collection'],
  ['deletecollection', 'delete', 'collection'],
  ['get', 'get', 'object'],
  ['update', 'put', 'object'],
  ['patch', 'patch', 'object'],
  ['delete', 'delete', 'object'],
];

const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation'];
const queryParameters: Partial<Record<Verb, string[]>> = {
  list: ['labelSelector', 'fieldSelector', 'limit', 'continue', 'resourceVersion', 'watch'],
  create: writeParameters,
  update: writeParameters,
  patch: [...writeParameters, 'force'],
  delete: ['dryRun', 'gracePeriodSeconds', 'propagationPolicy'],
};

/**
 * The paths of some resources. Clients read from them which query parameters a kind takes (dryRun, fieldValidation); the
 * bodies are left to the definitions.
 */
export function pathsOf(resources: readonly ServedResource[], version: SpecVersion): Record<string, object> {
  const paths: Record<string, Record<string, object>> = {};
  for (const resource of resources) {
    const below = resource.namespaced ? 'namespaces/{namespace}/' : '';
    const collection = `/${groupVersionPath(resource)}/${below}${resource.plural}`;
    for (const [verb, method, place] of methods) {
      if (!resource.verbs.includes(verb)) continue;
      const path = place === 'object' ? `${collection}/{name}` : collection;
      paths[path] ??= {};
      Object.assign(paths[path], { [method]: operation(resource, verb, version) });
    }
  }
  return paths;
}

function operation(resource: ServedResource, verb: Verb, version: SpecVersion): object {
  return {
    operationId: `${verb}${resource.group.replace(/\W/g, '')}${resource.version}${resource.kind}`,
    'x-kubernetes-action': verb === 'create' ? 'post' : verb === 'update' ? 'put' : verb,
    'x-kubernetes-group-version-kind': gvkOf(resource),
    parameters: (queryParameters[verb] ?? []).map((name) => queryParameter(name, version)),
    responses: { '200': { description: 'OK' } },
  };
}

function queryParameter(name: string, version: SpecVersion): object {
  return version === 'v3' ? { name, in: 'query', schema: { type: 'string' } } : { name, in: 'query', type: 'string' };
}
