import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '@violet/api';
import {
  type PolicyRule,
  type RequestAttributes,
  rulesAllow,
  type Subject,
  subjectMatches,
  type UserInfo,
} from '@violet/machinery';

/** RBAC objects of a cluster, as far as they can bear on one namespace. */
export interface GrantedRules {
  roles: readonly Role[];
  roleBindings: readonly RoleBinding[];
  clusterRoles: readonly ClusterRole[];
  clusterRoleBindings: readonly ClusterRoleBinding[];
}

/** Why a rule cannot be asked about. */
export function ruleProblem(rule: PolicyRule): string | undefined {
  if (rule.verbs.length === 0) return 'policy rule must have at least one verb';
  const resources = [rule.apiGroups, rule.resources, rule.resourceNames].some((list) => (list ?? []).length > 0);
  return resources && (rule.nonResourceURLs ?? []).length > 0
    ? 'rule cannot apply to both regular resources and non-resource URLs'
    : undefined;
}

/** The rules that bindings give to a user in a namespace; in the whole cluster where that is `''`. */
export function rulesOf(user: UserInfo, namespace: string, granted: GrantedRules): PolicyRule[] {
  const named = <T extends { metadata: { name?: string } }>(objects: readonly T[], name: string) =>
    objects.find(({ metadata }) => metadata.name === name);
  const isFor = (subjects: readonly Subject[] | undefined, home: string) =>
    (subjects ?? []).some((subject) => subjectMatches(subject, user, home));
  const rules: PolicyRule[] = [];
  for (const { subjects, roleRef } of granted.clusterRoleBindings) {
    if (isFor(subjects, '')) rules.push(...(named(granted.clusterRoles, roleRef.name)?.rules ?? []));
  }
  if (namespace === '') return rules;
  for (const { metadata, subjects, roleRef } of granted.roleBindings) {
    if (metadata.namespace !== namespace || !isFor(subjects, namespace)) continue;
    const role =
      roleRef.kind === 'ClusterRole'
        ? named(granted.clusterRoles, roleRef.name)
        : granted.roles.find((each) => each.metadata.namespace === namespace && each.metadata.name === roleRef.name);
    rules.push(...(role?.rules ?? []));
  }
  return rules;
}

/** Whether everything that a rule permits is permitted by these rules. */
export function covers(granted: readonly PolicyRule[], wanted: PolicyRule, namespace: string): boolean {
  for (const attributes of requestsOf(wanted, namespace)) if (!rulesAllow(granted, attributes)) return false;
  return true;
}

function* requestsOf(rule: PolicyRule, namespace: string): Generator<RequestAttributes> {
  const paths = rule.nonResourceURLs ?? [];
  for (const verb of rule.verbs) {
    for (const path of paths) yield { verb, path };
    if (paths.length > 0) continue;
    for (const apiGroup of orEmpty(rule.apiGroups))
      for (const resource of orEmpty(rule.resources))
        for (const name of orEmpty(rule.resourceNames)) yield { verb, apiGroup, resource, name, namespace };
  }
}

function orEmpty(values: readonly string[] | undefined): readonly string[] {
  return values === undefined || values.length === 0 ? [''] : values;
}
