import { type OperatorGroup, olmAnnotations } from '@violet/api';
import type { ApiSet } from '../cluster-service-version/api-surface.ts';
import { overlap, type Targets } from './namespace-set.ts';

/** What must happen to the list of APIs that a group provides, before a CSV of it may go on. */
export type ApiVerdict = 'add' | 'remove' | 'conflict' | 'settled';

/** The APIs that the group's annotation lists; what is not `Kind.version.group` does not count. */
export function providedApisOf(group: OperatorGroup): ApiSet {
  const printed = group.metadata.annotations?.[olmAnnotations.providedApis] ?? '';
  return new Set(
    printed
      .replaceAll(' ', '')
      .split(',')
      .filter((api) => api.split('.').length > 2),
  );
}

export function printApis(apis: ApiSet): string {
  return [...apis].sort().join(',');
}

/** Whether other groups that share a namespace with this one provide some of the APIs already. */
export function judgeProvidedApis(apis: ApiSet, group: OperatorGroup, others: readonly OperatorGroup[]): ApiVerdict {
  const reach = reachOf(group);
  const meets = (other: OperatorGroup) => overlap(reach, reachOf(other));
  const elsewhere = apis.size === 0 ? [] : others.filter(meets).map(providedApisOf);
  const intersecting = [...apis].some((api) => elsewhere.some((provided) => provided.has(api)));
  const own = providedApisOf(group);
  const listed = [...apis].every((api) => own.has(api));
  if (intersecting) return listed ? 'remove' : 'conflict';
  return listed ? 'settled' : 'add';
}

/** A group's own namespace belongs to its reach, too. */
function reachOf(group: OperatorGroup): Targets {
  const targets = group.status?.namespaces ?? [];
  const [first] = targets;
  return first === undefined || first === '' ? targets : [...targets, group.metadata.namespace ?? ''];
}
