import {
  type ClusterRole,
  type ClusterRoleBinding,
  type ClusterServiceVersion,
  type DependentStatus,
  olmLabels,
  type RequirementStatus,
  type Role,
  type RoleBinding,
  type ServiceAccount,
  type StrategyPermissions,
} from '@violet/api';
import { Failure, type PolicyRule, type Stored, serviceAccountName } from '@violet/machinery';
import { goJson } from '../../go-json/encode.ts';
import { bindingHash, rulesHash } from '../../go-json/hash.ts';
import { csvKind, isLabelledBy, isOwnedBy, ownersOfKind } from '../../ownership/owner.ts';
import { covers, type GrantedRules, ruleProblem, rulesOf } from './rules.ts';

export interface PermissionWorld extends GrantedRules {
  /** Of the CSV's namespace. */
  serviceAccount(name: string): Stored<ServiceAccount> | undefined;
}

export interface PermissionVerdict {
  met: boolean;
  statuses: RequirementStatus[];
}

/** Rules that a ServiceAccount needs in a namespace; `''` is the whole cluster. */
export interface NeededPermissions {
  namespace: string;
  permissions: readonly StrategyPermissions[];
}

/**
 * Whether the ServiceAccounts of a CSV are there and may do what it asks for. Throws Invalid where a rule cannot be asked
 * about.
 */
export function permissionVerdict(
  csv: Stored<ClusterServiceVersion>,
  needed: readonly NeededPermissions[],
  world: PermissionWorld,
): PermissionVerdict {
  const statuses = new Map<string, RequirementStatus>();
  let met = true;
  for (const { namespace, permissions } of needed) {
    for (const permission of permissions) {
      const known = statuses.get(permission.serviceAccountName) ?? presentAccount(permission.serviceAccountName);
      const status = accountProblem(known, csv, world) ?? rulesStatus(known, csv, permission, namespace, world);
      if (status === undefined) continue;
      statuses.set(permission.serviceAccountName, status);
      if (status.status !== 'Present') met = false;
    }
  }
  return { met, statuses: [...statuses.values()] };
}

function presentAccount(name: string): RequirementStatus {
  return { group: '', version: 'v1', kind: 'ServiceAccount', name, status: 'Present', message: '' };
}

function accountProblem(
  status: RequirementStatus,
  csv: Stored<ClusterServiceVersion>,
  world: PermissionWorld,
): RequirementStatus | undefined {
  const account = world.serviceAccount(status.name);
  if (account === undefined) return { ...status, status: 'NotPresent', message: 'Service account does not exist' };
  if (ownersOfKind(account, csvKind).length === 0 || isOwnedBy(account, csv)) return undefined;
  return {
    ...status,
    status: 'PresentNotSatisfied',
    message: 'Service account is owned by another ClusterServiceVersion',
  };
}

/** Undefined where the RBAC objects that OLM itself made are there: upstream lists nothing then. */
function rulesStatus(
  known: RequirementStatus,
  csv: Stored<ClusterServiceVersion>,
  permission: StrategyPermissions,
  namespace: string,
  world: PermissionWorld,
): RequirementStatus | undefined {
  if (wasCreatedBefore(csv, permission, namespace, world)) return undefined;
  const home = csv.metadata.namespace ?? '';
  const user = { name: serviceAccountName(home, permission.serviceAccountName), groups: [] };
  const granted = rulesOf(user, namespace, world);
  const dependents = permission.rules.map((rule) => ruleStatus(rule, namespace, isCovered(granted, rule, namespace)));
  const status: RequirementStatus = { ...known, dependents: [...(known.dependents ?? []), ...dependents] };
  if (dependents.every((dependent) => dependent.status === 'Satisfied')) return withoutEmptyDependents(status);
  return { ...status, status: 'PresentNotSatisfied', message: 'Policy rule not satisfied for service account' };
}

function isCovered(granted: readonly PolicyRule[], rule: PolicyRule, namespace: string): boolean {
  const problem = ruleProblem(rule);
  if (problem !== undefined) throw new Failure('Invalid', `rule invalid: ${problem}`);
  return covers(granted, rule, namespace);
}

function ruleStatus(rule: PolicyRule, namespace: string, satisfied: boolean): DependentStatus {
  return {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    kind: 'PolicyRule',
    status: satisfied ? 'Satisfied' : 'NotSatisfied',
    message: `${namespace === '' ? 'cluster' : 'namespaced'} rule:${goJson('PolicyRule', rule)}`,
  };
}

function withoutEmptyDependents({ dependents = [], ...status }: RequirementStatus): RequirementStatus {
  return dependents.length === 0 ? status : { ...status, dependents };
}

/** Whether a role and a binding with the labels that an InstallPlan gives them are there: no need to evaluate RBAC. */
function wasCreatedBefore(
  csv: Stored<ClusterServiceVersion>,
  permission: StrategyPermissions,
  namespace: string,
  world: PermissionWorld,
): boolean {
  type Labelled = Role | RoleBinding | ClusterRole | ClusterRoleBinding;
  const carries = (hash: string) => (object: Labelled) =>
    (namespace === '' || object.metadata.namespace === namespace) &&
    object.metadata.labels?.[olmLabels.permissionsHash] === hash &&
    isLabelledBy(object, csv);
  const roles: readonly Labelled[] = namespace === '' ? world.clusterRoles : world.roles;
  const role = roles.find(carries(rulesHash(permission.rules)));
  if (role === undefined) return false;
  // Upstream asks for the kind Role here in the cluster, too, so that the rules of the cluster are always evaluated.
  const roleRef = { kind: 'Role', name: role.metadata.name, apiGroup: 'rbac.authorization.k8s.io' };
  const subjects = [{ kind: 'ServiceAccount', name: permission.serviceAccountName, namespace: csv.metadata.namespace }];
  const bindings: readonly Labelled[] = namespace === '' ? world.clusterRoleBindings : world.roleBindings;
  return bindings.some(carries(bindingHash(roleRef, subjects)));
}
