import type { CatalogSource, Role, RoleBinding, ServiceAccount } from '@violet/api';
import type { ObjectMeta, Stored } from '@violet/machinery';
import { controllerReference, managedLabel, ownerReference } from '../../ownership/owner.ts';

/** Of the pod of an image: it may pull what the CatalogSource's secrets open. */
export function imageServiceAccount(source: Stored<CatalogSource>): ServiceAccount {
  const secrets = (source.spec.secrets ?? []).filter((name) => name !== '').map((name) => ({ name }));
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      ...metadata(source, source.metadata.name),
      ownerReferences: [{ ...controllerReference(source), blockOwnerDeletion: true }],
    },
    ...(secrets.length === 0 ? {} : { imagePullSecrets: secrets }),
  };
}

/** The pod of a ConfigMap may read that one. */
export function configMapServiceAccount(source: Stored<CatalogSource>): ServiceAccount {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadata(source, `${source.metadata.name}-configmap-server`),
  };
}

export function configMapRole(source: Stored<CatalogSource>): Role {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: metadata(source, `${source.metadata.name}-configmap-reader`),
    rules: [
      { verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: [source.spec.configMap ?? ''] },
    ],
  };
}

export function configMapRoleBinding(source: Stored<CatalogSource>): RoleBinding {
  const { name, namespace = '' } = source.metadata;
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: metadata(source, `${name}-server-configmap-reader`),
    subjects: [{ kind: 'ServiceAccount', name: `${name}-configmap-server`, namespace }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: `${name}-configmap-reader` },
  };
}

function metadata(source: Stored<CatalogSource>, name: string): ObjectMeta {
  const { namespace = '' } = source.metadata;
  return { name, namespace, labels: { ...managedLabel }, ownerReferences: [ownerReference(source)] };
}
