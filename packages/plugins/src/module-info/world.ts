import type { AppRelease, Cluster, ModuleConfig, ModuleInfo, ModulePlugin, PublishedVersion } from '@violet/api';
import type { Applied } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import type { ClusterFacts, PlatformFacts } from './values.ts';

/** What one run knows about the plugin's cluster. */
export interface TargetCluster {
  /** What is known about it is current. */
  reachable: boolean;
  facts: ClusterFacts;
  /** The AppReleases of this ModuleInfo. */
  releases: AppRelease[];
  /** The same, not from a cache: what was made a moment ago is among them. */
  liveReleases(): Promise<AppRelease[]>;
  /** The ModuleInfo whose AppRelease has this name; undefined where there is none, or ours. */
  otherOwnerOf(release: string): string | undefined;
  /** Makes the namespace where it is missing. */
  ensureNamespace(name: string): Promise<void>;
  /** Takes away the namespaces that were made for this ModuleInfo and are empty; answers with those that are still going. */
  removeNamespaces(used: readonly string[]): Promise<string[]>;
  /** The release as it is now stored. */
  applyRelease(release: Applied<AppRelease>): Promise<AppRelease>;
  /** Resolves when the deletion is accepted, not when the release is gone. */
  deleteRelease(name: string): Promise<void>;
  /** Objects that `resourcesBlockRemove` names and that are there; a kind that the cluster does not serve has none. */
  countObjects(resource: { apiVersion: string; kind: string; name?: string; namespace?: string }): Promise<number>;
}

/** Everything that the steps of a ModuleInfo read, and the deeds they may do. */
export interface ModuleInfoWorld {
  plugin: ModulePlugin | undefined;
  /** All published versions of the plugin, those that are withdrawn or not fit to be installed included. */
  configs: ModuleConfig[];
  published: PublishedVersion | undefined;
  cluster: Cluster | undefined;
  /** The other plugins on the same cluster. */
  neighbours: ModuleInfo[];
  /** Undefined where no cluster of that name has joined. */
  target: TargetCluster | undefined;
  platform: PlatformFacts;
  /** Versions of what is no plugin, by the name that dependencies use: `base`. */
  platformVersions: Readonly<Record<string, string>>;
  chartPullSecret: string | undefined;
  /** Applies labels, annotations and owner references to this ModuleInfo. */
  applyMetadata(metadata: KubernetesObject['metadata']): Promise<void>;
}
