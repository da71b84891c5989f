import type { Capabilities } from '@violet/charts';
import type { Cluster } from '@violet/kube';
import { formatApiVersion } from '@violet/machinery';

/** What a cluster says of itself: its version, and every group version and kind it serves. */
export async function clusterCapabilities(cluster: Cluster): Promise<Capabilities> {
  const [version, resources] = await Promise.all([
    cluster.json<{ gitVersion?: string; major?: string; minor?: string }>({ path: '/version' }),
    cluster.resources(),
  ]);
  const known = new Set<string>();
  for (const { group, version: groupVersion, kind } of resources) {
    const apiVersion = formatApiVersion(group, groupVersion);
    known.add(apiVersion).add(`${apiVersion}/${kind}`);
  }
  return {
    kubeVersion: {
      version: version.gitVersion ?? 'v1.34.0',
      major: version.major ?? '1',
      minor: version.minor ?? '34',
    },
    apiVersions: [...known],
  };
}
