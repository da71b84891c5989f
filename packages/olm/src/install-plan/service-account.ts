import type { ObjectReference, OperatorGroup } from '@violet/api';

/** As whom a plan is carried out: an account of the OperatorGroup, the engine itself, or nobody yet, in upstream's words. */
export type ActingAccount = { account: ObjectReference } | { account: undefined } | { problem: string };

/** What the OperatorGroups of a plan's namespace say about who acts. */
export function actingAccount(groups: readonly OperatorGroup[]): ActingAccount {
  const managing = groups.filter(({ status }) => (status?.namespaces ?? []).length > 0);
  const [group] = managing;
  if (group === undefined) return { problem: 'no operator group found that is managing this namespace' };
  if (managing.length > 1)
    return { problem: `more than one operator group(s) are managing this namespace count=${managing.length}` };
  const name = group.spec?.serviceAccountName ?? '';
  if (name === '') return { account: undefined };
  if (group.status?.serviceAccountRef !== undefined) return { account: group.status.serviceAccountRef };
  const { namespace, name: groupName } = group.metadata;
  return { problem: `please make sure the service account exists. sa=${name} operatorgroup=${namespace}/${groupName}` };
}
