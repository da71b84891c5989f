import type { KubernetesObject } from '@violet/machinery';
import { resource } from './resource.ts';

export interface Secret extends KubernetesObject {
  type?: string;
  /** Base64. */
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

export interface ConfigMap extends KubernetesObject {
  data?: Record<string, string>;
  /** Base64. */
  binaryData?: Record<string, string>;
}

/** A question to the cluster's authorizer, asked as the user whom it is about. */
export interface SelfSubjectAccessReview extends KubernetesObject {
  status?: { allowed?: boolean };
}

/** Kinds of Kubernetes that several rooms ask for. */
export const Namespace = resource('v1', 'Namespace', 'namespaces', 'Cluster');
export const Node = resource('v1', 'Node', 'nodes', 'Cluster');
export const Secret = resource<Secret>('v1', 'Secret', 'secrets');
export const ConfigMap = resource<ConfigMap>('v1', 'ConfigMap', 'configmaps');
export const SelfSubjectAccessReview = resource<SelfSubjectAccessReview>(
  'authorization.k8s.io/v1',
  'SelfSubjectAccessReview',
  'selfsubjectaccessreviews',
  'Cluster',
);
