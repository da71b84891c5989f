import type { Chart, ChartRepoStatus } from '@violet/api';
import type { Applied } from '@violet/kube';
import type { JsonObject, Stored } from '@violet/machinery';
import type { Reach, Registry } from '@violet/oci';
import type { ChangedRepositories } from '../local/changed-repositories.ts';
import type { Problems } from '../local/problems.ts';
import type { RegistryContents } from '../local/registry-contents.ts';
import type { MirrorMemory } from '../remote/mirror-memory.ts';

export interface ChartRepoChange {
  metadata?: { annotations: Record<string, string> };
  spec?: { url: string };
  status?: ChartRepoStatus;
}

/** What one run for a ChartRepo sees, and what it can do. */
export interface ChartRepoWorld {
  /** The Chart objects of this repository. */
  charts: readonly Stored<Chart>[];
  /** Where the platform serves it. */
  ownUrl: string;
  registry: Registry;
  contents: RegistryContents;
  changed: ChangedRepositories;
  problems: Problems;
  mirrors: MirrorMemory;
  /** Where repositories of others may be. */
  reach: Reach;
  /** Any Chart of the repository's namespace. */
  chartNamed(name: string): Stored<Chart> | undefined;
  /** The decoded Secret of the repository's namespace; undefined where there is none. */
  secret(name: string): Promise<Record<string, string> | undefined>;
  write(change: ChartRepoChange & JsonObject): Promise<void>;
  applyChart(chart: Applied<Chart>): Promise<void>;
  removeChart(chart: Stored<Chart>): Promise<void>;
}
