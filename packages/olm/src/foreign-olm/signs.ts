import type { ApiService, Deployment } from '@violet/api';
import type { ManagedFieldsEntry, Stored } from '@violet/machinery';

/** What of a cluster can tell whether somebody else's OLM runs in it. */
export interface Traces {
  /** Deployments with the names of OLM's operators. */
  deployments: readonly Stored<Deployment>[];
  /** Of PackageManifests. */
  apiService: Stored<ApiService> | undefined;
  /** Who wrote CatalogSources. */
  writes: readonly Pick<ManagedFieldsEntry, 'manager' | 'subresource' | 'time'>[];
  now: Date;
}

export const operatorNames = ['olm-operator', 'catalog-operator'] as const;
/** Our own; see registration.ts of package-manifest. */
const OWN_SERVICE = 'violet-package-server';
const namespaces = new Set(['olm', 'operator-lifecycle-manager', 'openshift-operator-lifecycle-manager']);
/** A status written longer ago says nothing about now. */
const FRESH_MS = 60_000;

/**
 * The first sign that an OLM of somebody else runs, in words; undefined where there is none. Its CRDs and objects alone are
 * none: they stay behind when it is removed.
 */
export function signOfOlm({ deployments, apiService, writes, now }: Traces): string | undefined {
  const running = deployments.find(isRunningOperator);
  if (running !== undefined) return `Deployment ${running.metadata.namespace}/${running.metadata.name} is running`;
  const service = apiService?.spec.service;
  if (apiService !== undefined && isAvailable(apiService) && service !== undefined && service.name !== OWN_SERVICE)
    return `${service.namespace}/${service.name} answers for ${apiService.metadata.name}`;
  const write = writes.find((one) => isFreshStatus(one, now));
  return write === undefined ? undefined : `"${write.manager}" wrote the status of a CatalogSource at ${write.time}`;
}

function isRunningOperator({ metadata, status }: Stored<Deployment>): boolean {
  if ((status?.readyReplicas ?? 0) === 0) return false;
  const { name, namespace = '', labels = {} } = metadata;
  const isNamed = operatorNames.some((operator) => operator === name);
  return isNamed && (namespaces.has(namespace) || labels['app'] === name);
}

function isAvailable({ status }: ApiService): boolean {
  return (status?.conditions ?? []).some(({ type, status: value }) => type === 'Available' && value === 'True');
}

/** Our own writes of status have another name. */
function isFreshStatus({ manager, subresource, time }: Traces['writes'][number], now: Date): boolean {
  if (manager !== 'catalog' || subresource !== 'status' || time === undefined) return false;
  return now.getTime() - Date.parse(time) < FRESH_MS;
}
