import { ClusterRole, ClusterRoleBinding, type OperatorGroup, Role, RoleBinding } from '@violet/api';
import type { Reader } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import { type Stored, serviceAccountName } from '@violet/machinery';
import { rulesOf } from '../requirements/rules.ts';

export interface Account {
  namespace: string;
  name: string;
}

/** As whom operators of a namespace are installed (no account: as OLM itself), or why that cannot be told yet. */
export function installerOf(
  groups: readonly Stored<OperatorGroup>[],
): { account: Account | undefined } | { problem: string } {
  const managing = groups.filter(({ status }) => (status?.namespaces ?? []).length > 0);
  const [group] = managing;
  if (group === undefined) return { problem: 'no operator group found that is managing this namespace' };
  if (managing.length > 1)
    return { problem: `more than one operator group(s) are managing this namespace count=${managing.length}` };
  const { name, namespace = '' } = group.metadata;
  const account = group.spec?.serviceAccountName ?? '';
  if (account === '') return { account: undefined };
  if (group.status?.serviceAccountRef !== undefined) return { account: { namespace, name: account } };
  return {
    problem: `please make sure the service account exists. sa=${account} operatorgroup=${namespace}/${name}`,
  };
}

/** A client that may do what the account may. */
export function actAs(cluster: Cluster, account: Account | undefined): Cluster {
  return account === undefined ? cluster : cluster.impersonate(userOf(account));
}

function userOf({ namespace, name }: Account) {
  return {
    username: serviceAccountName(namespace, name),
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

/** What the account of the namespace's group may do, to see when that changes; empty for OLM itself. */
export function rulesOfInstaller(groups: readonly Stored<OperatorGroup>[], reader: Reader): string {
  const [group] = groups;
  const name = group?.spec?.serviceAccountName ?? '';
  const namespace = group?.metadata.namespace ?? '';
  if (name === '') return '';
  const { username, groups: memberOf } = userOf({ namespace, name });
  const granted = {
    roles: reader.list(Role, namespace),
    roleBindings: reader.list(RoleBinding, namespace),
    clusterRoles: reader.list(ClusterRole),
    clusterRoleBindings: reader.list(ClusterRoleBinding),
  };
  return `${name} ${JSON.stringify(rulesOf({ name: username, groups: memberOf }, namespace, granted))}`;
}
