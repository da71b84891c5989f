import { ClusterServiceVersion, csvCleanupFinalizer } from '@violet/api';
import { type Controller, defineController } from '@violet/controller';
import { anInstallMemory, type InstallMemory } from './install/memory.ts';
import { advance } from './reconcile.ts';
import { removeClusterObjects, removeOrphanedApis } from './removal.ts';
import { csvWatches, originals } from './watches.ts';
import { isCopied, observe } from './world.ts';

/** Takes CSVs through their life: requirements, installation, health, replacement, removal. */
export function clusterServiceVersionController(): Controller {
  const memories = new Map<string, InstallMemory>();
  const memoryOf = (cluster: string) => {
    const memory = memories.get(cluster) ?? anInstallMemory();
    memories.set(cluster, memory);
    return memory;
  };
  return defineController({
    name: 'cluster-service-version',
    scope: 'member',
    kind: ClusterServiceVersion,
    labelSelector: originals,
    concerns: (csv) => !isCopied(csv),
    finalizer: csvCleanupFinalizer,
    watches: csvWatches,
    observe: (csv, reader) => observe(csv, reader, memoryOf(reader.cluster)),
    steps: [advance],
    finalize: [removeClusterObjects],
    whenAbsent: removeOrphanedApis,
  });
}
