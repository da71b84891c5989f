import type { ReleaseRecord } from '../record/record.ts';
import { type WorkloadRef, workloadKey, workloadsOf } from './workload-ref.ts';

interface Remembered {
  version: number;
  workloads: WorkloadRef[];
  /** Of the objects as they were right after the last operation: a cache that shows less is behind. */
  generations: Map<string, number>;
}

/** What one process knows of the releases of one cluster, so that their records need not be read each time. */
export class ReleaseMemory {
  private readonly releases = new Map<string, Remembered>();

  remember(record: ReleaseRecord, generations: ReadonlyMap<string, number> = new Map()): WorkloadRef[] {
    const workloads = workloadsOf(record);
    this.releases.set(`${record.namespace}/${record.name}`, {
      version: record.version,
      workloads,
      generations: new Map(generations),
    });
    return workloads;
  }

  recall(namespace: string, name: string, version: number): WorkloadRef[] | undefined {
    const known = this.releases.get(`${namespace}/${name}`);
    return known?.version === version ? known.workloads : undefined;
  }

  /** The least generation that a cache must show to be believed. */
  generationOf(namespace: string, name: string, ref: WorkloadRef): number {
    return this.releases.get(`${namespace}/${name}`)?.generations.get(workloadKey(ref)) ?? 0;
  }

  forget(namespace: string, name: string): void {
    this.releases.delete(`${namespace}/${name}`);
  }
}
