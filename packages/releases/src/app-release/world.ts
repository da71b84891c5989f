import { type AppRelease, Secret } from '@violet/api';
import type { Reader } from '@violet/controller';
import type { Clock, Cluster } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import type { ChartRegistry } from '../pull/chart-registry.ts';
import { ReleaseStore } from '../record/store.ts';
import type { RecordSummary } from './decide.ts';
import { Pod, workloadKinds } from './kinds.ts';
import type { ReleaseMemory } from './memory.ts';

/** What the steps see of one cluster, and may do in it. */
export interface ReleaseWorld {
  cluster: Cluster;
  clock: Clock;
  registry: ChartRegistry;
  memory: ReleaseMemory;
  /** Of this process: on the records of its operations. */
  identity: string;
  store(namespace: string): ReleaseStore;
  records(releaseName: string): RecordSummary[];
  /** From the caches; `unwatched` for kinds that have none. */
  workload(ref: {
    group: string;
    kind: string;
    namespace: string;
    name: string;
  }): KubernetesObject | undefined | 'unwatched';
  /** The pods of the destination that are not running yet. */
  pendingPods(): KubernetesObject[];
}

export function observe(
  release: AppRelease,
  reader: Reader,
  means: { clock: Clock; registry: ChartRegistry; memory: ReleaseMemory; identity: string },
): ReleaseWorld {
  const { namespace } = release.spec.destination;
  return {
    ...means,
    cluster: reader.client,
    store: (home) => new ReleaseStore(reader.client, home, () => means.clock.now()),
    records: (releaseName) => summaries(reader.list(Secret, namespace), releaseName),
    workload: ({ group, kind, namespace: home, name }) => {
      const definition = workloadKinds.find((candidate) => candidate.group === group && candidate.kind === kind);
      if (definition === undefined) return 'unwatched';
      return definition.scope === 'Cluster' ? reader.get(definition, name) : reader.get(definition, name, home);
    },
    pendingPods: () => reader.list(Pod, namespace),
  };
}

function summaries(secrets: readonly KubernetesObject[], releaseName: string): RecordSummary[] {
  return secrets
    .map((secret) => secret.metadata.labels ?? {})
    .filter((labels) => labels['owner'] === 'helm' && labels['name'] === releaseName)
    .map((labels) => ({ version: Number(labels['version']), status: labels['status'] ?? '' }));
}
