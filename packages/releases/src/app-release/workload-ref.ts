import { readObjects } from '@violet/charts';
import type { Cluster } from '@violet/kube';
import { isFailure, type KubernetesObject, parseApiVersion } from '@violet/machinery';
import { canBeUnhealthy } from '../health/verdict.ts';
import type { ReleaseRecord } from '../record/record.ts';

/** An object of a release whose health counts. */
export interface WorkloadRef {
  apiVersion: string;
  group: string;
  kind: string;
  namespace: string;
  name: string;
  release: { namespace: string; name: string };
}

export function workloadKey(ref: WorkloadRef): string {
  return `${ref.group}/${ref.kind}/${ref.namespace}/${ref.name}`;
}

/** What the server is to name cannot be followed. */
export function workloadsOf(record: ReleaseRecord): WorkloadRef[] {
  return readObjects(record.manifest)
    .map(({ apiVersion, kind, metadata }) => ({
      apiVersion,
      group: parseApiVersion(apiVersion).group,
      kind,
      namespace: metadata.namespace ?? record.namespace,
      name: metadata.name ?? '',
      release: { namespace: record.namespace, name: record.name },
    }))
    .filter(({ group, kind, name }) => name !== '' && canBeUnhealthy(group, kind));
}

/** Straight from the cluster. */
export async function readWorkload(cluster: Cluster, ref: WorkloadRef): Promise<KubernetesObject | undefined> {
  const definition = await cluster.find(ref.apiVersion, ref.kind);
  if (definition === undefined) return undefined;
  const client =
    definition.scope === 'Namespaced' ? cluster.resource(definition, ref.namespace) : cluster.resource(definition);
  try {
    return await client.get(ref.name);
  } catch (error) {
    if (isFailure(error, 'NotFound')) return undefined;
    throw error;
  }
}
