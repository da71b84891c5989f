import { formatApiVersion } from '@violet/machinery';
import type { ServedResource } from '../backend.ts';
import { compareVersions } from './version-order.ts';

/** Group → its versions, the preferred one first; groups in the order in which they are first served. */
export function groupVersions(resources: readonly ServedResource[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { group, version } of resources) {
    const versions = groups.get(group) ?? [];
    if (!versions.includes(version)) versions.push(version);
    groups.set(group, versions);
  }
  for (const versions of groups.values()) versions.sort(compareVersions);
  return groups;
}

export function apiVersions(host: string): object {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: host }],
  };
}

function apiGroup(group: string, versions: string[]): object {
  const named = versions.map((version) => ({ groupVersion: formatApiVersion(group, version), version }));
  return { name: group, versions: named, preferredVersion: named[0] };
}

export function apiGroupList(resources: readonly ServedResource[]): object {
  const groups = [...groupVersions(resources)].filter(([group]) => group !== '');
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups.map(([group, versions]) => apiGroup(group, versions)),
  };
}

/** Undefined for a group that is not served. */
export function apiGroupOf(resources: readonly ServedResource[], group: string): object | undefined {
  const versions = groupVersions(resources).get(group);
  return versions === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group, versions) };
}

/** Undefined for a group version that is not served. */
export function apiResourceList(
  resources: readonly ServedResource[],
  group: string,
  version: string,
): object | undefined {
  const served = resources.filter((r) => r.group === group && r.version === version);
  if (served.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: formatApiVersion(group, version),
    resources: served.flatMap((resource) => [apiResource(resource), ...apiSubresources(resource)]),
  };
}

function apiResource(resource: ServedResource): object {
  return {
    name: resource.plural,
    singularName: resource.singular,
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: resource.verbs,
    ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
    ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
  };
}

function apiSubresources(resource: ServedResource): object[] {
  return resource.subresources.map((subresource) => ({
    name: `${resource.plural}/${subresource.name}`,
    singularName: '',
    namespaced: resource.namespaced,
    ...(subresource.group === resource.group && subresource.version === resource.version
      ? {}
      : { group: subresource.group, version: subresource.version }),
    kind: subresource.kind,
    verbs: subresource.verbs,
  }));
}
