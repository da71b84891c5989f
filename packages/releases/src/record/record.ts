import type { Chart, Hook } from '@violet/charts';
import type { JsonObject } from '@violet/machinery';

export type ReleaseStatus =
  | 'unknown'
  | 'deployed'
  | 'uninstalled'
  | 'superseded'
  | 'failed'
  | 'uninstalling'
  | 'pending-install'
  | 'pending-upgrade'
  | 'pending-rollback';

/** A hook, and how it went when it last ran. Times are RFC 3339; empty when it never did. */
export interface RecordedHook extends Hook {
  lastRun: { startedAt: string; completedAt: string; phase: '' | 'Unknown' | 'Running' | 'Succeeded' | 'Failed' };
}

/** What a chart keeps in a record: everything but its dependencies, whose templates are not needed any more. */
export type RecordedChart = Omit<Chart, 'dependencies'>;

/** One revision of a Helm release, as Helm 3 and 4 record it. */
export interface ReleaseRecord {
  name: string;
  namespace: string;
  /** The revision, from 1. */
  version: number;
  status: ReleaseStatus;
  description: string;
  firstDeployed: string;
  lastDeployed: string;
  /** Empty while the release is there. */
  deleted: string;
  notes: string;
  chart: RecordedChart;
  /** The user's values. */
  config: JsonObject;
  manifest: string;
  hooks: RecordedHook[];
  /** Labels on the record's Secret besides Helm's own. */
  labels: Record<string, string>;
  /** Of the Secret that it was read from; absent in one that was not. */
  resourceVersion?: string;
  /** How objects were written, as Helm 4 notes it; Helm 3 notes nothing, which means `csa`. */
  applyMethod?: ApplyMethod;
  /** The revision that was gone back to, as Helm 4 notes it. */
  rollbackRevision?: number;
  /** Members that we do not know, of the release and of its `info`: written again as they were read. */
  unknown?: { release: JsonObject; info: JsonObject };
}

/** Client-side (three-way merge) or server-side apply. */
export type ApplyMethod = 'csa' | 'ssa';

export function isPending(status: ReleaseStatus): boolean {
  return status === 'pending-install' || status === 'pending-upgrade' || status === 'pending-rollback';
}
