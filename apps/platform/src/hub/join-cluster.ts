import {
  ClusterRoleBinding,
  customResourceDefinition,
  fieldManagers,
  globalCluster,
  Namespace,
  platformAdminRole,
  productKinds,
  Secret,
  systemNamespace,
} from '@violet/api';
import { ensureDefinitions } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import { ensureOlmKinds } from './ensure-olm-kinds.ts';
import type { RegistryAccess } from './registry-access.ts';

const applied = { fieldManager: fieldManagers.platform, force: true };

/** Name of the Secret with the registry's credentials in `cpaas-system` of every cluster. */
export const pullSecretName = 'global-registry-auth';

/** What every cluster needs before controllers work on it: kinds, the system namespace, access. All of it again is a no-op. */
export async function prepareCluster(name: string, cluster: Cluster, registry: RegistryAccess): Promise<void> {
  const kinds = productKinds.filter(({ home }) => home === 'member' || name === globalCluster);
  await Promise.all([
    ensureDefinitions(cluster, kinds.map(customResourceDefinition)),
    ensureOlmKinds(cluster),
    ensureSystemNamespace(cluster, registry),
    cluster.resource(ClusterRoleBinding).apply(administrators, applied),
  ]);
}

async function ensureSystemNamespace(cluster: Cluster, registry: RegistryAccess): Promise<void> {
  await cluster
    .resource(Namespace)
    .apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace } }, applied);
  await cluster.resource(Secret, systemNamespace).apply(
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: pullSecretName, namespace: systemNamespace },
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': Buffer.from(dockerConfig(registry)).toString('base64') },
    },
    applied,
  );
}

function dockerConfig({ address, puller }: RegistryAccess): string {
  const { username, password } = puller;
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  return JSON.stringify({ auths: { [address]: { username, password, auth } } });
}

/** Platform administrators administer every cluster: their role is a group there. */
const administrators = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: platformAdminRole },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: platformAdminRole }],
};
