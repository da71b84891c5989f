import type { KubernetesObject } from '@violet/machinery';
import type { Cluster } from '../requests/cluster.ts';
import { ensure } from './ensure.ts';
import { firstNamespaces } from './namespaces.ts';
import { type FirstRole, firstBindings, firstRoles } from './roles.ts';

const rbac = 'rbac.authorization.k8s.io';
const bootstrapping = {
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
};

/** Creates what every cluster has from its first start on; what is there stays as it is. */
export function bootstrap(cluster: Cluster): void {
  for (const name of firstNamespaces) ensure(cluster, namespace(name));
  ensure(cluster, apiService());
  for (const [name, value] of Object.entries(firstPriorities)) ensure(cluster, priorityClass(name, value));
  for (const role of firstRoles) ensure(cluster, clusterRole(role));
  for (const [role, groups] of Object.entries(firstBindings)) ensure(cluster, clusterRoleBinding(role, groups));
}

function namespace(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'kubernetes.io/metadata.name': name } } };
}

/** Above what users may choose: pods that the cluster or a node cannot do without. */
const firstPriorities = { 'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000 };

function priorityClass(name: string, value: number): KubernetesObject {
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value } as KubernetesObject;
}

/** The address under which pods of a real cluster find its API. */
function apiService(): KubernetesObject {
  const labels = { component: 'apiserver', provider: 'kubernetes' };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.0.1',
      clusterIPs: ['10.96.0.1'],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
    },
  };
}

function clusterRole({ name, labels, rules, aggregates }: FirstRole): KubernetesObject {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name, labels: { ...bootstrapping.labels, ...labels }, annotations: { ...bootstrapping.annotations } },
    ...(aggregates === undefined
      ? {}
      : { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [aggregates]: 'true' } }] } }),
    rules: rules ?? [],
  };
}

function clusterRoleBinding(role: string, groups: readonly string[]): KubernetesObject {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: role, labels: { ...bootstrapping.labels }, annotations: { ...bootstrapping.annotations } },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
    subjects: groups.map((name) => ({ apiGroup: rbac, kind: 'Group', name })),
  };
}
