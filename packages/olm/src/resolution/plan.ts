import { createHash } from 'node:crypto';
import type { BundleLookup, InstallPlan, InstallPlanStatus, Step, Subscription } from '@violet/api';
import type { Stored } from '@violet/machinery';

export interface PlanContent {
  generation: number;
  manual: boolean;
  steps: readonly Step[];
  lookups: readonly BundleLookup[];
}

export interface PlanPlace {
  namespace: string;
  /** Of the namespace: they own the plan. */
  subscriptions: readonly Stored<Subscription>[];
  labels: Record<string, string>;
}

const PREFIX = 'install-';
/** What may stand behind it: the characters of generated names. */
const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;

/**
 * The object of a plan. Its name looks generated but follows from what the plan is, so that nothing can make the same plan
 * twice; `attempt` counts names that were taken by other plans.
 */
export function planObject(
  { generation, manual, steps }: PlanContent,
  { namespace, subscriptions, labels }: PlanPlace,
  attempt: number,
): InstallPlan {
  const csvNames = steps
    .filter(({ resource }) => resource.kind === 'ClusterServiceVersion')
    .map(({ resource }) => resource.name);
  const identity = [namespace, generation, attempt, csvNames, subscriptions.map(({ metadata }) => metadata.uid)];
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'InstallPlan',
    metadata: {
      generateName: PREFIX,
      name: `${PREFIX}${suffixOf(JSON.stringify(identity))}`,
      namespace,
      labels,
      ownerReferences: subscriptions.map(({ metadata: { name, uid } }) => ({
        apiVersion: 'operators.coreos.com/v1alpha1',
        kind: 'Subscription',
        name,
        uid,
        controller: false,
        blockOwnerDeletion: false,
      })),
    },
    spec: {
      clusterServiceVersionNames: csvNames,
      approval: manual ? 'Manual' : 'Automatic',
      approved: !manual,
      generation,
    },
  };
}

export function planStatus({ manual, steps, lookups }: PlanContent): InstallPlanStatus {
  return {
    phase: manual ? 'RequiresApproval' : 'Installing',
    catalogSources: [...new Set(steps.map(({ resource }) => resource.sourceName))],
    plan: [...steps],
    ...(lookups.length === 0 ? {} : { bundleLookups: [...lookups] }),
  };
}

/** What etcd takes of one object, less room for all but the steps. */
const MOST_STATUS_BYTES = 1_400_000;

/** Why a plan cannot be stored; undefined where it can. */
export function tooLarge(content: PlanContent): string | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(planStatus(content)));
  if (bytes <= MOST_STATUS_BYTES) return undefined;
  return `its steps have ${bytes} bytes of manifests, and an InstallPlan may have ${MOST_STATUS_BYTES}: the catalogue should offer these bundles as images`;
}

/** A plan that was made and never filled: its maker was stopped between the two writes. */
export function isUnfilled({ status }: InstallPlan): boolean {
  return (
    (status?.plan ?? []).length === 0 && (status?.bundleLookups ?? []).length === 0 && (status?.phase ?? '') === ''
  );
}

function suffixOf(identity: string): string {
  const bytes = createHash('sha256').update(identity).digest();
  return Array.from(bytes.subarray(0, SUFFIX_LENGTH), (byte) => SUFFIX.charAt(byte % SUFFIX.length)).join('');
}
