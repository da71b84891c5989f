import { ClusterServiceVersion, csvCleanupFinalizer } from '@violet/api';
import {
  type Controller,
  createEventRecorder,
  defineController,
  type EventRecorder,
  type Reader,
} from '@violet/controller';
import type { OperatorMeans } from '../operator-means.ts';
import { anInstallMemory, type InstallMemory } from './install/memory.ts';
import { advance } from './reconcile.ts';
import { removeClusterObjects, removeOrphanedApis } from './removal.ts';
import { csvWatches, originals } from './watches.ts';
import { isCopied, observe } from './world.ts';

/** Takes CSVs through their life: requirements, installation, health, replacement, removal. */
export function clusterServiceVersionController({ clock, log }: OperatorMeans): Controller {
  const known = new Map<string, { events: EventRecorder; memory: InstallMemory }>();
  const meansOf = (reader: Reader) => {
    const means = known.get(reader.cluster) ?? {
      events: createEventRecorder(reader.client, clock, log),
      memory: anInstallMemory(),
    };
    known.set(reader.cluster, means);
    return means;
  };
  return defineController({
    name: 'cluster-service-version',
    scope: 'member',
    kind: ClusterServiceVersion,
    labelSelector: originals,
    concerns: (csv) => !isCopied(csv),
    finalizer: csvCleanupFinalizer,
    watches: csvWatches,
    observe: (csv, reader) => observe(csv, reader, meansOf(reader)),
    steps: [advance],
    finalize: [removeClusterObjects],
    whenAbsent: removeOrphanedApis,
  });
}
