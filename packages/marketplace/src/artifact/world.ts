import type { ArtifactVersion } from '@violet/api';
import type { Stored } from '@violet/machinery';

/** What one run for an Artifact sees, and what it can do. */
export interface ArtifactWorld {
  versions: readonly Stored<ArtifactVersion>[];
  /** The tags of its repository; throws what the registry says. */
  tags(): Promise<string[]>;
  create(tag: string): Promise<void>;
  remove(version: Stored<ArtifactVersion>): Promise<void>;
  /** What is not to be present any more is not offered. */
  withdraw(version: Stored<ArtifactVersion>): Promise<void>;
}
