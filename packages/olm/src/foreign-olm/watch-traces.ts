import { ApiService, CatalogSource, Deployment } from '@violet/api';
import { type Clock, type Cluster, type ResourceCache, startCache } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import { operatorNames, signOfOlm, type Traces } from './signs.ts';

/** Who wrote a status is in no watch that is kept; it is asked for. */
const ASK_MS = 30_000;
const MOST_SOURCES = 500;

/** Tells, whenever it may have changed, whether an OLM of somebody else runs in a cluster. Silent until that is known. */
export function watchTraces(
  cluster: Cluster,
  clock: Clock,
  tell: (sign: string | undefined) => void,
): { stop(): void } {
  const ended = new AbortController();
  const cacheOf = <T extends KubernetesObject>(kind: Parameters<typeof startCache<T>>[1], name: string) =>
    startCache<T>(cluster, kind, { fieldSelector: `metadata.name=${name}`, clock });
  const deployments = operatorNames.map((name) => cacheOf(Deployment, name));
  const apiServices = cacheOf(ApiService, 'v1.packages.operators.coreos.com');
  let writes: Traces['writes'] = [];
  let isKnown = false;
  const cancelTimer = () => {};
  const judge = () => {
    if (!isKnown) return;
    const found = deployments.flatMap((cache) => cache.list());
    tell(signOfOlm({ deployments: found, apiService: apiServices.list()[0], writes, now: clock.now() }));
  };
  const ask = async () => {
    writes = await statusWrites(cluster).catch(() => writes);
    if (ended.signal.aborted) return;
    judge();
    ended.signal.addEventListener(
      'abort',
      clock.after(ASK_MS, () => void ask()),
      { once: true },
    );
  };
  const caches: ResourceCache<never>[] = [...deployments, apiServices] as unknown as ResourceCache<never>[];
  for (const cache of caches) cache.subscribe(judge);
  Promise.all(caches.map((cache) => cache.whenSynced(ended.signal))).then(
    async () => {
      isKnown = true;
      await ask();
    },
    () => undefined,
  );
  return {
    stop() {
      ended.abort();
      cancelTimer();
      for (const cache of caches) cache.stop();
    },
  };
}

async function statusWrites(cluster: Cluster): Promise<Traces['writes']> {
  const { items } = await cluster.resource(CatalogSource).list({ limit: MOST_SOURCES, metadataOnly: true });
  return items.flatMap(({ metadata }) => metadata.managedFields ?? []);
}
