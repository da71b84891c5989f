import { AppRelease, Secret } from '@violet/api';
import type { ChartRenderer } from '@violet/charts/node';
import type { Reader } from '@violet/controller';
import type { Clock, Cluster } from '@violet/kube';
import type { KubernetesObject, Stored } from '@violet/machinery';
import type { ChartRegistry } from '../pull/chart-registry.ts';
import { ReleaseStore } from '../record/store.ts';
import type { RecordSummary } from './decide.ts';
import type { KindWatches } from './kind-watches.ts';
import { Pod, workloadKinds } from './kinds.ts';
import type { ReleaseMemory } from './memory.ts';
import type { Operations } from './operations.ts';
import { isOurRecord, recordLabels } from './record-labels.ts';

/** What the steps see of one cluster, and may do in it. */
export interface ReleaseWorld {
  cluster: Cluster;
  clock: Clock;
  registry: ChartRegistry;
  memory: ReleaseMemory;
  operations: Operations;
  /** For kinds that are watched only where a release has objects of them. */
  watches: KindWatches;
  /** Of this process: on the records of its operations. */
  identity: string;
  /** Where charts are rendered. */
  render: ChartRenderer;
  /** Whether templates may read the cluster. */
  lookup: boolean;
  store(namespace: string): ReleaseStore;
  records(releaseName: string): RecordSummary[];
  /** The releases whose records say that they are this AppRelease's, wherever they are. */
  ownReleases(): ReleaseId[];
  /** The AppRelease, if it is another one and is still there, that a record says it belongs to: `namespace/name`. */
  otherOwner(record: { labels: Record<string, string> }, uid: string): string | undefined;
  /** From the caches; `unwatched` for kinds that have none from the start. */
  workload(ref: {
    group: string;
    kind: string;
    namespace: string;
    name: string;
  }): KubernetesObject | undefined | 'unwatched';
  /** The pods of a namespace that are not running yet. */
  pendingPods(namespace: string): KubernetesObject[];
}

export interface ReleaseId {
  namespace: string;
  name: string;
}

export function observe(
  release: Stored<AppRelease>,
  reader: Reader,
  means: Pick<
    ReleaseWorld,
    'clock' | 'registry' | 'memory' | 'operations' | 'watches' | 'identity' | 'render' | 'lookup'
  >,
): ReleaseWorld {
  const { namespace } = release.spec.destination;
  return {
    ...means,
    cluster: reader.client,
    store: (home) => new ReleaseStore(reader.client, home, () => means.clock.now()),
    records: (releaseName) => summaries(reader.list(Secret, namespace), releaseName),
    ownReleases: () => releasesOf(reader.list(Secret), release.metadata.uid),
    otherOwner: ({ labels }, uid) => {
      const owner = labels[recordLabels.owner];
      if (owner === undefined || owner === uid) return undefined;
      const other = reader.list(AppRelease).find(({ metadata }) => metadata.uid === owner)?.metadata;
      return other === undefined ? undefined : `${other.namespace}/${other.name}`;
    },
    workload: ({ group, kind, namespace: home, name }) => {
      const definition = workloadKinds.find((candidate) => candidate.group === group && candidate.kind === kind);
      if (definition === undefined) return 'unwatched';
      return definition.scope === 'Cluster' ? reader.get(definition, name) : reader.get(definition, name, home);
    },
    pendingPods: (home) => reader.list(Pod, home),
  };
}

function summaries(secrets: readonly KubernetesObject[], releaseName: string): RecordSummary[] {
  return secrets
    .map((secret) => secret.metadata.labels ?? {})
    .filter((labels) => labels['owner'] === 'helm' && labels['name'] === releaseName)
    .map((labels) => {
      const version = Number(labels['version']);
      return { version, status: labels['status'] ?? '', isOurs: isOurRecord({ version, labels }) };
    });
}

function releasesOf(secrets: readonly KubernetesObject[], owner: string): ReleaseId[] {
  const found = new Map<string, ReleaseId>();
  for (const { metadata } of secrets) {
    const { labels = {}, namespace = '' } = metadata;
    const name = labels['name'];
    if (labels['owner'] !== 'helm' || labels[recordLabels.owner] !== owner || name === undefined) continue;
    found.set(`${namespace}/${name}`, { namespace, name });
  }
  return [...found.values()];
}
