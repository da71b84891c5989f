import { ArtifactVersion, systemNamespace } from '@violet/api';
import { type Cluster, startCache } from '@violet/kube';

/** Stands in for the marketplace of a cluster, which reads the bundle and says how that went. */
export function takeUp(cluster: Cluster, problemOf: () => string | undefined = () => undefined): { stop(): void } {
  const versions = cluster.resource(ArtifactVersion, systemNamespace);
  const cache = startCache(cluster, ArtifactVersion);
  cache.subscribe(({ type, object }) => {
    if (type === 'removed' || object.status?.phase !== undefined) return;
    const problem = problemOf();
    const status = problem === undefined ? { phase: 'Present' } : { phase: 'Failed', message: problem };
    versions.patchStatus(object.metadata.name, { type: 'merge', body: { status } }).catch(() => undefined);
  });
  return cache;
}
