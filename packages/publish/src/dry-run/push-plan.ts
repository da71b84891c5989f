import type { PlannedObject } from '../objects/planned-object.ts';

/** What a push would do, as `violet push --plan` writes it and `--apply-plan` reads it. It holds no credentials. */
export interface PushPlan {
  apiVersion: typeof planApiVersion;
  kind: typeof planKind;
  destination: PlanDestination;
  settings: PlanSettings;
  packages: PlannedPackage[];
  /** Each blob that images need which are to be pushed, by repository. */
  blobs: PlannedBlob[];
  registry: RegistryTotals;
  /** Clusters that objects are on. */
  clusters: ClusterTotals[];
}

export const planApiVersion = 'violet.cpaas.io/v1alpha1';
export const planKind = 'PushPlan';

export interface PlanDestination {
  /** `host[:port]`. */
  registry: string;
  /** Goes before the names of all repositories. */
  prefix?: string;
  /** Address of the platform, where there is one. */
  platform?: string;
  /** The registry as it was named; absent: the platform's own. */
  destRepo?: string;
}

export interface PlanSettings {
  /** That operators go to. */
  clusters: string[];
  targetCatalogSource?: string;
  imagePullSecret?: string;
  resetBundleVersion: boolean;
  targetChartrepo: string;
  skipCrs: boolean;
  skipPush: boolean;
  force: boolean;
}

export interface PlannedPackage {
  path: string;
  name: string;
  type: string;
  version: string;
  /** Digest of all that the package says and holds; absent where it cannot be read. */
  contents?: string;
  outcome: 'push' | 'unchanged' | 'refused';
  /** Another file that holds the same package. */
  sameAs?: string;
  images: PlannedManifest[];
  objects: PlannedObject[];
  /** Why it is refused. */
  error?: { code: string; message: string; hint?: string };
}

export interface PlannedManifest {
  /** `repository:tag`, or `repository@digest`. */
  image: string;
  digest: string;
  action: 'push' | 'present';
  /** Digest of another image that is there, and would not be any more under this tag. */
  replaces?: string;
  /** Requests that change the registry. */
  requests: number;
}

export interface PlannedBlob {
  digest: string;
  size: number;
  repository: string;
  action: 'send' | 'mount' | 'present';
  /** Where it is mounted from. */
  from?: string;
  /** Where an upload that an earlier push has begun goes on, as far as is known: the registry may have more of it. */
  continuesAt?: number;
  requests: number;
}

export interface RegistryTotals {
  /** To send. */
  bytes: number;
  /** That change the registry; whether something is there is asked besides. */
  requests: number;
  images: { push: number; present: number };
  blobs: { send: number; mount: number; present: number };
}

export interface ClusterTotals {
  name: string;
  objects: { create: number; update: number; unchanged: number };
  requests: number;
}
