import type { ClusterServiceVersion, InstallPlan, Step } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure, isFailure, type KubernetesObject, type ObjectMeta, type Stored } from '@violet/machinery';
import type { CsvName } from '../../custom-resource-definition/installed-alongside.ts';
import type { ReadCsv } from './owners.ts';

/** All that carrying out one plan's steps needs. */
export interface Attempt {
  plan: Stored<InstallPlan>;
  namespace: string;
  /** With the engine's own rights: CRDs, lookups. */
  cluster: Cluster;
  /** With the rights of the OperatorGroup's account where it names one. */
  scoped: Cluster;
  /** The CSVs of the namespace before the first step. */
  csvs: readonly Stored<ClusterServiceVersion>[];
  /** A CSV of the namespace as it was when it was first asked for: its uid stays. */
  readCsv: ReadCsv;
  /** Saves asking for a CSV that the plan has just made. */
  csvIsMade(csv: Stored<ClusterServiceVersion>): void;
  csvExists(csv: CsvName): boolean;
  /** What a CSV of the plan begins with beside what its bundle says. */
  metadataOfCsv(name: string): Pick<ObjectMeta, 'labels' | 'annotations'>;
  /** The manifest of a step, wherever it lies. */
  manifestOf(step: Step): Promise<string>;
  /** Kinds that bundles may bring beside upstream's. */
  alsoSupported: readonly string[];
  /** Secrets that steps of kind Secret copy lie here. */
  catalogNamespace: string;
  /** Events about the plan. */
  warn(reason: string, message: string, fieldPath?: string): void;
  /** What the API server says beside its answers. */
  onWarning(warning: string): void;
}

/** The same failure with upstream's words before it. */
export function wrapped(words: string, error: unknown): Error {
  if (!isFailure(error)) return error instanceof Error ? error : new Error(String(error));
  const { reason, details } = error;
  return new Failure(error.code, `${words}: ${error.message}`, {
    cause: error,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
  });
}

/** The object of a manifest; the API server judges the rest. */
export function objectOf(manifest: string, step: Step): KubernetesObject {
  try {
    const value: unknown = JSON.parse(manifest);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { metadata: {}, ...value } as KubernetesObject;
  } catch {
    // Said below.
  }
  throw new Failure('Invalid', `error parsing step manifest: ${step.resource.name}: it is no JSON object`);
}
