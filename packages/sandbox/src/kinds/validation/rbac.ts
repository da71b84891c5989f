import {
  dnsSubdomainProblems,
  type FailureCause,
  invalidValue,
  type JsonObject,
  jsonEqual,
  type KubernetesObject,
  pathSegmentProblems,
  requiredValue,
  unsupportedValue,
} from '@violet/machinery';
import { at, objectAt, objectsAt, textAt, textsAt } from '../read.ts';
import { labelSelector } from './checks.ts';
import type { Validators } from './validator.ts';

const group = 'rbac.authorization.k8s.io';
const nameProblems = pathSegmentProblems;

export const rbacValidators: Validators = {
  [`${group}/v1/Role`]: { nameProblems, validate: (role) => validateRules(role, true) },
  [`${group}/v1/ClusterRole`]: {
    nameProblems,
    validate: (role) => [...validateRules(role, false), ...validateAggregation(role)],
  },
  [`${group}/v1/RoleBinding`]: {
    nameProblems,
    validate: (binding) => validateBinding(binding, ['Role', 'ClusterRole'], true),
    validateUpdate: validateSameRole,
  },
  [`${group}/v1/ClusterRoleBinding`]: {
    nameProblems,
    validate: (binding) => validateBinding(binding, ['ClusterRole'], false),
    validateUpdate: validateSameRole,
  },
};

function validateRules(role: KubernetesObject, namespaced: boolean): FailureCause[] {
  return objectsAt(role, 'rules').flatMap((rule, index) => validateRule(rule, namespaced, `rules[${index}]`));
}

function validateRule(rule: JsonObject, namespaced: boolean, path: string): FailureCause[] {
  const count = (member: string) => textsAt(rule, member).length;
  const causes = count('verbs') === 0 ? [requiredValue(`${path}.verbs`, 'verbs must contain at least one value')] : [];
  const urls = textsAt(rule, 'nonResourceURLs');
  if (urls.length > 0) {
    const field = `${path}.nonResourceURLs`;
    if (namespaced) causes.push(invalidValue(field, urls, 'namespaced rules cannot apply to non-resource URLs'));
    if (count('apiGroups') + count('resources') + count('resourceNames') > 0) {
      causes.push(invalidValue(field, urls, 'rules cannot apply to both regular resources and non-resource URLs'));
    }
    return causes;
  }
  if (count('apiGroups') === 0)
    causes.push(requiredValue(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  if (count('resources') === 0)
    causes.push(requiredValue(`${path}.resources`, 'resource rules must supply at least one resource'));
  return causes;
}

function validateAggregation(role: KubernetesObject): FailureCause[] {
  if (at(role, 'aggregationRule') === undefined) return [];
  const path = 'aggregationRule.clusterRoleSelectors';
  const selectors = objectsAt(role, path);
  if (selectors.length === 0) {
    return [requiredValue(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  }
  return selectors.flatMap((selector, index) => labelSelector(selector, `${path}[${index}]`));
}

function validateBinding(binding: KubernetesObject, kinds: readonly string[], namespaced: boolean): FailureCause[] {
  const { apiGroup = '', kind = '', name = '' } = objectAt(binding, 'roleRef');
  const causes: FailureCause[] = [];
  if (apiGroup !== group) causes.push(unsupportedValue('roleRef.apiGroup', apiGroup, [group]));
  if (!kinds.includes(String(kind))) causes.push(unsupportedValue('roleRef.kind', kind, kinds));
  if (name === '') causes.push(requiredValue('roleRef.name'));
  else causes.push(...pathSegmentProblems(String(name)).map((problem) => invalidValue('roleRef.name', name, problem)));
  const subjects = objectsAt(binding, 'subjects');
  return [
    ...causes,
    ...subjects.flatMap((subject, index) => validateSubject(subject, namespaced, `subjects[${index}]`)),
  ];
}

function validateSubject(subject: JsonObject, namespaced: boolean, path: string): FailureCause[] {
  const name = textAt(subject, 'name');
  const apiGroup = textAt(subject, 'apiGroup');
  const causes = name === '' ? [requiredValue(`${path}.name`)] : [];
  switch (subject['kind']) {
    case 'ServiceAccount':
      if (name !== '')
        causes.push(...dnsSubdomainProblems(name).map((problem) => invalidValue(`${path}.name`, name, problem)));
      if (apiGroup !== '') causes.push(unsupportedValue(`${path}.apiGroup`, apiGroup, ['']));
      if (!namespaced && textAt(subject, 'namespace') === '') causes.push(requiredValue(`${path}.namespace`));
      return causes;
    case 'User':
    case 'Group':
      return apiGroup === group ? causes : [...causes, unsupportedValue(`${path}.apiGroup`, apiGroup, [group])];
    default:
      return [
        ...causes,
        unsupportedValue(`${path}.kind`, textAt(subject, 'kind'), ['ServiceAccount', 'User', 'Group']),
      ];
  }
}

function validateSameRole(binding: KubernetesObject, old: KubernetesObject): FailureCause[] {
  if (jsonEqual(binding['roleRef'], old['roleRef'])) return [];
  return [invalidValue('roleRef', binding['roleRef'] ?? null, 'cannot change roleRef')];
}
