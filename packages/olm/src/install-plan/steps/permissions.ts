import { type ClusterServiceVersion, olmLabels, type StrategyPermissions } from '@violet/api';
import type { JsonObject, OwnerReference } from '@violet/machinery';
import { goJson } from '../../go-json/encode.ts';
import { base62Hash, bindingHash, rulesHash } from '../../go-json/hash.ts';

const LONGEST_NAME = 63;
const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** An object that a CSV's permissions ask for, with the kind that its step names. */
export interface PermissionObject {
  kind: 'ServiceAccount' | 'Role' | 'RoleBinding' | 'ClusterRole' | 'ClusterRoleBinding';
  object: JsonObject;
}

interface ServiceAccountObjects {
  account: JsonObject;
  roles: JsonObject[];
  roleBindings: JsonObject[];
  clusterRoles: JsonObject[];
  clusterRoleBindings: JsonObject[];
}

/** Service accounts, roles and bindings of a CSV: for each account in the order in which the CSV names it first. */
export function permissionObjects(csv: ClusterServiceVersion, namespace: string): PermissionObject[] {
  const { permissions = [], clusterPermissions = [] } = csv.spec.install.spec ?? {};
  const accounts = new Map<string, ServiceAccountObjects>();
  for (const permission of permissions ?? [])
    addRole(accountOf(accounts, csv, permission, namespace), csv, permission, namespace);
  for (const permission of clusterPermissions ?? [])
    addClusterRole(accountOf(accounts, csv, permission, undefined), csv, permission, namespace);
  return [...accounts].flatMap(([name, objects]) => inOrder(name, objects));
}

function inOrder(name: string, objects: ServiceAccountObjects): PermissionObject[] {
  return [
    // Every namespace has an account of this name; OLM leaves it alone.
    ...(name === 'default' ? [] : [{ kind: 'ServiceAccount' as const, object: objects.account }]),
    ...objects.roles.map((object) => ({ kind: 'Role' as const, object })),
    ...objects.roleBindings.map((object) => ({ kind: 'RoleBinding' as const, object })),
    ...objects.clusterRoles.map((object) => ({ kind: 'ClusterRole' as const, object })),
    ...objects.clusterRoleBindings.map((object) => ({ kind: 'ClusterRoleBinding' as const, object })),
  ];
}

function accountOf(
  accounts: Map<string, ServiceAccountObjects>,
  csv: ClusterServiceVersion,
  { serviceAccountName }: StrategyPermissions,
  namespace: string | undefined,
): ServiceAccountObjects {
  const known = accounts.get(serviceAccountName);
  if (known !== undefined) return known;
  const made: ServiceAccountObjects = {
    account: {
      metadata: {
        name: serviceAccountName,
        ...(namespace === undefined ? {} : { namespace }),
        ownerReferences: [csvOwner(csv)],
      },
    },
    roles: [],
    roleBindings: [],
    clusterRoles: [],
    clusterRoleBindings: [],
  };
  accounts.set(serviceAccountName, made);
  return made;
}

function addRole(
  { roles, roleBindings }: ServiceAccountObjects,
  csv: ClusterServiceVersion,
  permission: StrategyPermissions,
  namespace: string,
): void {
  const csvName = csv.metadata.name ?? '';
  const name = hashedName(
    `${csvName}-${permission.serviceAccountName}`,
    `{${csvName === '' ? '' : `"name":${goJson('string', csvName)},`}"permission":${goJson('StrategyDeploymentPermissions', permission)}}\n`,
  );
  const shared = { name, namespace, ownerReferences: [csvOwner(csv)] };
  roles.push({
    metadata: { ...shared, labels: ownerLabels(csv, namespace, rulesHash(permission.rules)) },
    rules: permission.rules as unknown as JsonObject[],
  });
  roleBindings.push(bindingOf('Role', shared, csv, permission, namespace));
}

function addClusterRole(
  { clusterRoles, clusterRoleBindings }: ServiceAccountObjects,
  csv: ClusterServiceVersion,
  permission: StrategyPermissions,
  namespace: string,
): void {
  const csvName = csv.metadata.name ?? '';
  const name = hashedName(
    csvName,
    `{"name":${goJson('string', csvName)},"namespace":${goJson('string', namespace)},"permission":${goJson('StrategyDeploymentPermissions', permission)}}\n`,
  );
  clusterRoles.push({
    metadata: { name, labels: ownerLabels(csv, namespace, rulesHash(permission.rules)) },
    rules: permission.rules as unknown as JsonObject[],
  });
  clusterRoleBindings.push(bindingOf('ClusterRole', { name, namespace }, csv, permission, namespace));
}

function bindingOf(
  kind: 'Role' | 'ClusterRole',
  metadata: { name: string } & JsonObject,
  csv: ClusterServiceVersion,
  { serviceAccountName }: StrategyPermissions,
  namespace: string,
): JsonObject {
  const roleRef = { kind, name: metadata.name, apiGroup: RBAC_GROUP };
  const subjects = [{ kind: 'ServiceAccount', name: serviceAccountName, namespace }];
  return {
    metadata: { ...metadata, labels: ownerLabels(csv, namespace, bindingHash(roleRef, subjects)) },
    roleRef,
    subjects,
  };
}

/** At most 63 characters, the hash whole. */
function hashedName(base: string, content: string): string {
  const hash = base62Hash(content);
  const room = base.length + hash.length > LONGEST_NAME ? LONGEST_NAME - hash.length - 1 : base.length;
  return `${base.slice(0, room)}-${hash}`;
}

function ownerLabels(csv: ClusterServiceVersion, namespace: string, permissionsHash: string): Record<string, string> {
  return {
    [olmLabels.owner]: csv.metadata.name ?? '',
    [olmLabels.ownerNamespace]: namespace,
    [olmLabels.ownerKind]: 'ClusterServiceVersion',
    [olmLabels.permissionsHash]: permissionsHash,
  };
}

/** The uid follows when the CSV exists. */
export function csvOwner(csv: { metadata: { name?: string } }): OwnerReference & JsonObject {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    name: csv.metadata.name ?? '',
    uid: '',
    controller: false,
    blockOwnerDeletion: false,
  };
}
