import { dns1035LabelProblems, dnsLabelProblems, pathSegmentProblems } from '@violet/machinery';
import type { Validator, Validators } from './validator.ts';

const validators: Validators = {
  'v1/Namespace': { nameProblems: dnsLabelProblems },
  'v1/Service': { nameProblems: dns1035LabelProblems },
  'rbac.authorization.k8s.io/v1/ClusterRole': { nameProblems: pathSegmentProblems },
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': { nameProblems: pathSegmentProblems },
  'rbac.authorization.k8s.io/v1/Role': { nameProblems: pathSegmentProblems },
  'rbac.authorization.k8s.io/v1/RoleBinding': { nameProblems: pathSegmentProblems },
};

const plain: Validator = {};

export function validatorOf(apiVersion: string, kind: string): Validator {
  return validators[`${apiVersion}/${kind}`] ?? plain;
}
