import { ClusterRoleBinding, Namespace, OlmConfig, OperatorGroup, ServiceAccount } from '@violet/api';
import type { Cluster } from '@violet/kube';

/** Where OLM lives, and where its catalogues are that every namespace sees. */
export const olmNamespace = 'olm';
/** Where upstream's suite installs. */
export const operatorsNamespace = 'operators';

const applied = { fieldManager: 'peers', force: true };

/** What OLM's own chart makes besides its programs. */
export async function prepareForOlm(cluster: Cluster): Promise<void> {
  for (const name of [olmNamespace, operatorsNamespace])
    await cluster.resource(Namespace).apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, applied);
  const account = { name: 'olm-operator-serviceaccount', namespace: olmNamespace };
  await cluster
    .resource(ServiceAccount, olmNamespace)
    .apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: account }, applied);
  await cluster.resource(ClusterRoleBinding).apply(
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'olm-operator-binding-olm' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    },
    applied,
  );
  await cluster
    .resource(OlmConfig)
    .apply({ apiVersion: 'operators.coreos.com/v1', kind: 'OLMConfig', metadata: { name: 'cluster' } }, applied);
  await cluster.resource(OperatorGroup, operatorsNamespace).apply(operatorGroup('global-operators'), applied);
  await cluster
    .resource(OperatorGroup, olmNamespace)
    .apply({ ...operatorGroup('olm-operators'), spec: { targetNamespaces: [olmNamespace] } }, applied);
}

function operatorGroup(name: string) {
  return { apiVersion: 'operators.coreos.com/v1', kind: 'OperatorGroup', metadata: { name } };
}
