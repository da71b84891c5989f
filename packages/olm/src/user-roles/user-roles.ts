import { ClusterRole, fieldManagers } from '@violet/api';
import type { Cluster } from '@violet/kube';
import type { PolicyRule } from '@violet/machinery';

const group = 'operators.coreos.com';
const packages = 'packages.operators.coreos.com';
const viewed = ['clusterserviceversions', 'catalogsources', 'installplans', 'subscriptions', 'operatorgroups'];
const deletable = ['clusterserviceversions', 'catalogsources', 'installplans', 'subscriptions'];
const read = ['get', 'list', 'watch'];

/** Under upstream's names: an OLM that comes brings the same. */
const userRoles: readonly ClusterRole[] = [
  userRole(
    'aggregate-olm-edit',
    ['admin', 'edit'],
    [
      { apiGroups: [group], resources: ['subscriptions'], verbs: ['create', 'update', 'patch', 'delete'] },
      { apiGroups: [group], resources: deletable, verbs: ['delete'] },
    ],
  ),
  userRole(
    'aggregate-olm-view',
    ['admin', 'edit', 'view'],
    [
      { apiGroups: [group], resources: viewed, verbs: read },
      { apiGroups: [packages], resources: ['packagemanifests', 'packagemanifests/icon'], verbs: read },
    ],
  ),
];

/** Has the cluster's roles view, edit and admin reach to operators: by themselves they know nothing of OLM's kinds. */
export async function ensureUserRoles(cluster: Cluster): Promise<void> {
  const options = { fieldManager: fieldManagers.platform, force: true };
  for (const role of userRoles) await cluster.resource(ClusterRole).apply(role, options);
}

function userRole(name: string, widens: readonly string[], rules: PolicyRule[]): ClusterRole {
  const labels = Object.fromEntries(widens.map((role) => [`rbac.authorization.k8s.io/aggregate-to-${role}`, 'true']));
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name, labels }, rules };
}
