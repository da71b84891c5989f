import type { ServedResource } from '../backend.ts';
import { parseAccept } from '../negotiate.ts';
import { groupVersions } from './legacy.ts';

export type DiscoveryVersion = 'v2' | 'v2beta1';

/** Which form of aggregated discovery an Accept header asks for first; undefined for the unaggregated one. */
export function wantedDiscovery(accept: string | undefined): DiscoveryVersion | undefined {
  for (const { type, parameters } of parseAccept(accept)) {
    if (type !== 'application/json' && type !== '*/*') continue;
    if (parameters['as'] === undefined) return undefined;
    if (parameters['as'] !== 'APIGroupDiscoveryList' || parameters['g'] !== 'apidiscovery.k8s.io') continue;
    const version = parameters['v'];
    if (version === 'v2' || version === 'v2beta1') return version;
  }
  return undefined;
}

export function discoveryContentType(version: DiscoveryVersion): string {
  return `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
}

/** `/api` answers for the core group, `/apis` for all others. */
export function groupDiscoveryList(
  resources: readonly ServedResource[],
  root: 'api' | 'apis',
  version: DiscoveryVersion,
): object {
  const groups = [...groupVersions(resources)].filter(([group]) => (group === '') === (root === 'api'));
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(([group, versions]) => ({
      metadata: group === '' ? { creationTimestamp: null } : { name: group, creationTimestamp: null },
      versions: versions.map((each) => ({
        version: each,
        resources: resources.filter((r) => r.group === group && r.version === each).map(discovered),
        freshness: 'Current',
      })),
    })),
  };
}

function discovered(resource: ServedResource): object {
  return {
    resource: resource.plural,
    responseKind: { group: resource.group, version: resource.version, kind: resource.kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
    ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
    ...(resource.subresources.length === 0
      ? {}
      : {
          subresources: resource.subresources.map((subresource) => ({
            subresource: subresource.name,
            responseKind: { group: subresource.group, version: subresource.version, kind: subresource.kind },
            verbs: subresource.verbs,
          })),
        }),
  };
}
