import { ClusterRole, type OperatorGroup } from '@violet/api';
import type { Key, Reader } from '@violet/controller';
import { jsonEqual, type Stored } from '@violet/machinery';
import type { ApiSet } from '../cluster-service-version/api-surface.ts';
import { aggregationLabel, roleSuffixes } from '../cluster-service-version/provided-roles.ts';
import { base62Hash } from '../go-json/hash.ts';
import { labelledOwner, managedLabel, ownerLabels } from '../ownership/owner.ts';

/** The longest name of an object. */
const NAME_LENGTH = 253;
const DOTS = 'olm.og..-'.length;
export const groupKind = 'OperatorGroup';

/** `olm.og.<group>.<suffix>-<hash>`, with the group's name cut where it would become too long. */
export function groupRoleName({ name, namespace }: { name: string; namespace: string }, suffix: string): string {
  const hash = base62Hash(`${namespace}/${name}/${suffix}`);
  const room = NAME_LENGTH - DOTS - suffix.length - hash.length;
  return `olm.og.${name.slice(0, room)}.${suffix}-${hash}`;
}

/** The roles of a group: what all APIs of its operators grant to administrators, editors and viewers. */
export function groupRoles(group: Stored<OperatorGroup>, apis: ApiSet): ClusterRole[] {
  const { name, namespace = '' } = group.metadata;
  return roleSuffixes.map((suffix) => {
    const labels = [...apis].map((api) => aggregationLabel(api, suffix)).sort();
    const clusterRoleSelectors = labels.map((label) => ({ matchLabels: { [label]: 'true' } }));
    return {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: {
        name: groupRoleName({ name, namespace }, suffix),
        labels: { ...ownerLabels(group), ...managedLabel },
      },
      ...(labels.length === 0 ? {} : { aggregationRule: { clusterRoleSelectors } }),
    };
  });
}

export async function ensureGroupRoles(group: Stored<OperatorGroup>, apis: ApiSet, reader: Reader): Promise<void> {
  for (const wanted of groupRoles(group, apis)) {
    const existing = reader.get(ClusterRole, wanted.metadata.name ?? '');
    const roles = reader.client.resource(ClusterRole);
    const options = { fieldManager: 'olm' };
    if (existing === undefined) {
      await reader.whenSeen(ClusterRole, await roles.create(wanted, options));
      continue;
    }
    const labels = { ...existing.metadata.labels, ...wanted.metadata.labels };
    const settled = jsonEqual(labels, existing.metadata.labels);
    if (settled && jsonEqual(existing.aggregationRule, wanted.aggregationRule)) continue;
    const { aggregationRule: _before, ...kept } = existing;
    const next: ClusterRole = { ...kept, metadata: { ...existing.metadata, labels } };
    if (wanted.aggregationRule !== undefined) next.aggregationRule = wanted.aggregationRule;
    await reader.whenSeen(ClusterRole, await roles.replace(next, options));
  }
}

/** Removes the roles of a group that is gone. */
export async function removeGroupRoles({ name, namespace }: Key, reader: Reader): Promise<void> {
  for (const role of reader.list(ClusterRole)) {
    const owner = labelledOwner(role, groupKind);
    if (owner?.name === name && owner.namespace === namespace)
      await reader.client.resource(ClusterRole).delete(role.metadata.name);
  }
}
