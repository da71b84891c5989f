import { ClusterRole, ClusterRoleBinding, ClusterServiceVersion, olmLabels, Role, RoleBinding } from '@violet/api';
import type { Reader } from '@violet/controller';
import { isFailure, jsonEqual, type KubernetesObject, type PolicyRule, type Stored } from '@violet/machinery';
import { clusterPermissionsOf, permissionsOf } from '../../cluster-service-version/requirements/observe.ts';
import type { Csv } from '../../cluster-service-version/world.ts';
import { isLabelledBy, isOwnedBy, managedLabel, ownerLabels, ownerReference } from '../../ownership/owner.ts';

const options = { fieldManager: 'olm' };
/** An operator of all namespaces may look which there are. */
const seeNamespaces: PolicyRule = { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['namespaces'] };

/** Gives an operator of all namespaces in the whole cluster what its roles give it in its own namespace. */
export async function liftPermissions(csv: Csv, reader: Reader): Promise<void> {
  if (clusterPermissionsOf(csv, reader).met) return;
  const { namespace } = csv.metadata;
  for (const role of reader.list(Role, namespace).filter((each) => isLabelledBy(each, csv))) {
    const { name, labels = {} } = role.metadata;
    if (reader.get(ClusterRole, name) !== undefined) continue;
    const rules = [...(role.rules ?? []), seeNamespaces];
    const lifted: ClusterRole = { apiVersion: RBAC, kind: 'ClusterRole', metadata: { name, labels }, rules };
    await reader.whenSeen(ClusterRole, await reader.client.resource(ClusterRole).create(lifted, options));
  }
  for (const binding of reader.list(RoleBinding, namespace).filter((each) => isLabelledBy(each, csv))) {
    const { name, labels = {} } = binding.metadata;
    if (reader.get(ClusterRoleBinding, name) !== undefined) continue;
    const lifted: ClusterRoleBinding = {
      apiVersion: RBAC,
      kind: 'ClusterRoleBinding',
      metadata: { name, labels },
      subjects: binding.subjects ?? [],
      roleRef: { ...binding.roleRef, kind: 'ClusterRole' },
    };
    await reader.whenSeen(ClusterRoleBinding, await reader.client.resource(ClusterRoleBinding).create(lifted, options));
  }
}

const RBAC = 'rbac.authorization.k8s.io/v1';

/** Gives an operator in each namespace that it targets what its roles give it in its own. */
export async function copyPermissions(csv: Csv, targets: readonly string[], reader: Reader): Promise<void> {
  for (const target of targets) {
    if (target === csv.metadata.namespace || permissionsOf(csv, target, reader).met) continue;
    const copy = reader.get(ClusterServiceVersion, csv.metadata.name, target);
    if (copy !== undefined) await copyPermissionsTo(target, copy, csv, reader);
  }
}

async function copyPermissionsTo(target: string, copy: Stored<KubernetesObject>, csv: Csv, reader: Reader) {
  const { namespace } = csv.metadata;
  const roles = reader.client.resource(Role, target);
  for (const role of reader.list(Role, namespace).filter((each) => isMadeFor(each, csv))) {
    const existing = reader.get(Role, role.metadata.name, target);
    if (existing === undefined) {
      const made = await ifFirst(() => roles.create(copiedTo(target, role, copy, csv), options));
      if (made !== undefined) await reader.whenSeen(Role, made);
    } else if (isLabelledBy(existing, copy) && !jsonEqual(existing.rules, role.rules)) {
      const written = await roles.replace({ ...existing, rules: role.rules ?? [] }, options);
      await reader.whenSeen(Role, written);
    }
  }
  const bindings = reader.client.resource(RoleBinding, target);
  for (const binding of reader.list(RoleBinding, namespace).filter((each) => isMadeFor(each, csv))) {
    if (reader.get(RoleBinding, binding.metadata.name, target) !== undefined) continue;
    const made = await ifFirst(() => bindings.create(copiedTo(target, binding, copy, csv), options));
    if (made !== undefined) await reader.whenSeen(RoleBinding, made);
  }
}

/** The label alone does not count here: anybody may write it. */
function isMadeFor(object: Stored<KubernetesObject>, csv: Csv): boolean {
  return isLabelledBy(object, csv) && isOwnedBy(object, csv);
}

function copiedTo<T extends KubernetesObject>(target: string, object: T, copy: Stored<KubernetesObject>, csv: Csv): T {
  const { name = '', labels, annotations } = object.metadata;
  return {
    ...object,
    metadata: {
      name,
      namespace: target,
      labels: {
        ...labels,
        ...ownerLabels(copy),
        [olmLabels.copiedFrom]: csv.metadata.namespace ?? '',
        ...managedLabel,
      },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [ownerReference(copy)],
    },
  };
}

async function ifFirst<T>(create: () => Promise<T>): Promise<T | undefined> {
  try {
    return await create();
  } catch (error) {
    if (isFailure(error, 'AlreadyExists')) return undefined;
    throw error;
  }
}
