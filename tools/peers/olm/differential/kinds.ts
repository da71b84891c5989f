import { CatalogSource, OperatorGroup, resource } from '@violet/api';

const olm = 'operators.coreos.com/v1alpha1';
const rbac = 'rbac.authorization.k8s.io/v1';
const admission = 'admissionregistration.k8s.io/v1';

/** What an operator may have in its namespace. */
export const namespacedKinds = [
  resource(olm, 'Subscription', 'subscriptions'),
  resource(olm, 'InstallPlan', 'installplans'),
  resource(olm, 'ClusterServiceVersion', 'clusterserviceversions'),
  resource('operators.coreos.com/v2', 'OperatorCondition', 'operatorconditions'),
  CatalogSource,
  OperatorGroup,
  resource('apps/v1', 'Deployment', 'deployments'),
  resource('v1', 'Service', 'services'),
  resource('v1', 'ServiceAccount', 'serviceaccounts'),
  resource('v1', 'ConfigMap', 'configmaps'),
  resource('v1', 'Secret', 'secrets'),
  resource('v1', 'Event', 'events'),
  resource(rbac, 'Role', 'roles'),
  resource(rbac, 'RoleBinding', 'rolebindings'),
];

/** What it may have beside its namespace. */
export const clusterKinds = [
  resource('operators.coreos.com/v1', 'Operator', 'operators', 'Cluster'),
  resource('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', 'Cluster'),
  resource(rbac, 'ClusterRole', 'clusterroles', 'Cluster'),
  resource(rbac, 'ClusterRoleBinding', 'clusterrolebindings', 'Cluster'),
  resource(admission, 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', 'Cluster'),
  resource(admission, 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', 'Cluster'),
  resource('apiregistration.k8s.io/v1', 'APIService', 'apiservices', 'Cluster'),
  resource('scheduling.k8s.io/v1', 'PriorityClass', 'priorityclasses', 'Cluster'),
];
