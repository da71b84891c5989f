import { ConfigMap, type Pod } from '@violet/api';
import { type CatalogContent, readConfigMapCatalog } from '@violet/bundles';
import type { Cluster } from '@violet/kube';
import type { Stored } from '@violet/machinery';
import { startCatalogServer } from '@violet/olm/testing';
import type { Container } from './containers.ts';

const catalogPort = 50051;

/** A Pod that runs upstream's `configmap-server`: a server of this process on the Pod's address. */
export function configMapContainer(cluster: Cluster): Container {
  return async (pod) => {
    const name = servedConfigMap(pod);
    if (name === undefined) return undefined;
    const found = await cluster.resource(ConfigMap, pod.metadata.namespace).get(name);
    const content = contentOf(found?.data ?? {});
    if (content === undefined) return undefined;
    const server = await startCatalogServer(content, catalogPort, pod.status?.podIP);
    return { stop: () => server.close() };
  };
}

/** Upstream's server ends where it cannot read the ConfigMap. */
function contentOf(data: Record<string, string>): CatalogContent | undefined {
  try {
    return readConfigMapCatalog(data).content;
  } catch {
    return undefined;
  }
}

/** `configmap-server -c NAME -n NAMESPACE` */
function servedConfigMap({ spec }: Stored<Pod>): string | undefined {
  const [program, flag, name] = spec?.containers[0]?.command ?? [];
  return program === 'configmap-server' && flag === '-c' ? name : undefined;
}
