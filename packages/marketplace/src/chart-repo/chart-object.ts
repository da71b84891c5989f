import { Chart as ChartKind, type ChartRepo, chartObjectName, labels } from '@violet/api';
import { sortEntries } from '@violet/charts';
import type { Applied } from '@violet/kube';
import { formatApiVersion, type Stored } from '@violet/machinery';
import type { StoredEntry } from '../stored-entry.ts';

/** An object has to fit into etcd, with its managed fields and room to spare. */
const maxVersionsBytes = 1_000_000;

/** The versions of a chart as its object keeps them: newest first, as many as fit. */
export function fittingVersions(entries: readonly StoredEntry[]): { kept: StoredEntry[]; dropped: number } {
  let bytes = 0;
  const sorted = sortEntries(entries);
  const end = sorted.findIndex((entry) => {
    bytes += Buffer.byteLength(JSON.stringify(entry));
    return bytes > maxVersionsBytes;
  });
  const kept = end < 0 ? sorted : sorted.slice(0, end);
  return { kept, dropped: sorted.length - kept.length };
}

export function chartObject(repo: Stored<ChartRepo>, name: string, versions: StoredEntry[]): Applied<ChartKind> {
  const { metadata } = repo;
  return {
    apiVersion: formatApiVersion(ChartKind.group, ChartKind.version),
    kind: ChartKind.kind,
    metadata: {
      name: chartObjectName(name, metadata.name),
      namespace: metadata.namespace ?? '',
      labels: { [labels.chartRepo]: metadata.name },
      ownerReferences: [
        {
          apiVersion: repo.apiVersion,
          kind: repo.kind,
          name: metadata.name,
          uid: metadata.uid,
          controller: true,
          blockOwnerDeletion: false,
        },
      ],
    },
    spec: { versions },
  };
}
