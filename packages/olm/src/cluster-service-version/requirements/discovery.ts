import type { Cluster } from '@violet/kube';
import { formatApiVersion, isFailure } from '@violet/machinery';

interface KindAddress {
  group: string;
  version: string;
  kind: string;
}

/** Whether the cluster serves this kind now, as discovery tells. */
export async function servesKind(cluster: Cluster, { group, version, kind }: KindAddress): Promise<boolean> {
  const path = `/${group === '' ? 'api' : 'apis'}/${formatApiVersion(group, version)}`;
  try {
    const { resources = [] } = await cluster.json<{ resources?: { kind: string }[] }>({ path });
    return resources.some((resource) => resource.kind === kind);
  } catch (error) {
    // An aggregated API whose server is away answers like this; it is not served at the moment.
    if (isFailure(error, 'NotFound', 'ServiceUnavailable', 'InternalError', 'Forbidden')) return false;
    throw error;
  }
}

/** `v1.34.4`; undefined where the cluster does not tell. */
export async function serverVersion(cluster: Cluster): Promise<string | undefined> {
  try {
    return (await cluster.json<{ gitVersion?: string }>({ path: '/version' })).gitVersion;
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
}
