import type { KubernetesObject, PolicyRule, Subject } from '@violet/machinery';
import { resource } from '../resource.ts';
import type { LocalObjectReference, ObjectReference } from './references.ts';

export interface ServiceAccount extends KubernetesObject {
  secrets?: ObjectReference[];
  imagePullSecrets?: LocalObjectReference[];
  automountServiceAccountToken?: boolean;
}

export interface Role extends KubernetesObject {
  rules?: PolicyRule[];
}

export interface ClusterRole extends KubernetesObject {
  rules?: PolicyRule[];
  aggregationRule?: { clusterRoleSelectors?: { matchLabels?: Record<string, string> }[] };
}

export interface RoleReference {
  apiGroup: string;
  kind: string;
  name: string;
}

export interface RoleBinding extends KubernetesObject {
  roleRef: RoleReference;
  subjects?: Subject[];
}

export interface ClusterRoleBinding extends KubernetesObject {
  roleRef: RoleReference;
  subjects?: Subject[];
}

/** A question to the cluster's authorizer about somebody. */
export interface SubjectAccessReview extends KubernetesObject {
  status?: { allowed?: boolean; denied?: boolean; reason?: string };
}

const rbac = 'rbac.authorization.k8s.io/v1';

export const ServiceAccount = resource<ServiceAccount>('v1', 'ServiceAccount', 'serviceaccounts');
export const Role = resource<Role>(rbac, 'Role', 'roles');
export const RoleBinding = resource<RoleBinding>(rbac, 'RoleBinding', 'rolebindings');
export const ClusterRole = resource<ClusterRole>(rbac, 'ClusterRole', 'clusterroles', 'Cluster');
export const ClusterRoleBinding = resource<ClusterRoleBinding>(
  rbac,
  'ClusterRoleBinding',
  'clusterrolebindings',
  'Cluster',
);
export const SubjectAccessReview = resource<SubjectAccessReview>(
  'authorization.k8s.io/v1',
  'SubjectAccessReview',
  'subjectaccessreviews',
  'Cluster',
);
