import type { DiscoveredResource } from '../cluster.ts';

export const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(',');

/** `apidiscovery.k8s.io` APIGroupDiscoveryList, as far as it is read: all groups in one answer. */
export interface GroupDiscoveryList {
  kind?: string;
  items?: { metadata?: { name?: string }; versions?: { version: string; resources?: ResourceDiscovery[] }[] }[];
}

interface ResourceDiscovery {
  resource: string;
  responseKind?: { kind?: string };
  scope?: 'Namespaced' | 'Cluster';
  verbs?: string[];
  shortNames?: string[];
  categories?: string[];
  subresources?: { subresource: string }[];
}

export function isAggregated(answer: GroupDiscoveryList): boolean {
  return answer.kind === 'APIGroupDiscoveryList';
}

/** Versions come in the server's order of preference. */
export function resourcesOf(answer: GroupDiscoveryList): DiscoveredResource[] {
  return (answer.items ?? []).flatMap(({ metadata, versions = [] }) =>
    versions.flatMap(({ version, resources = [] }) =>
      resources.map((resource) => discovered(metadata?.name ?? '', version, resource)),
    ),
  );
}

function discovered(group: string, version: string, resource: ResourceDiscovery): DiscoveredResource {
  const { verbs = [], shortNames = [], categories = [], subresources = [], scope = 'Namespaced' } = resource;
  return {
    group,
    version,
    kind: resource.responseKind?.kind ?? '',
    plural: resource.resource,
    scope,
    verbs,
    shortNames,
    categories,
    subresources: subresources.map(({ subresource }) => subresource),
  };
}
