import {
  type ObjectReference,
  type OperatorGroup,
  operatorGroupConditions,
  operatorGroupReasons,
  ServiceAccount,
} from '@violet/api';
import { type Reader, type StepContext, setCondition, type Verdict } from '@violet/controller';
import { type Condition, isFailure, jsonEqual, type Stored } from '@violet/machinery';
import { timestamp } from '../cluster-service-version/phase.ts';

type Group = Stored<OperatorGroup>;

/** Notes in the status what has changed of it; the moment moves only then. */
export function updateStatus(
  group: Group,
  changes: { namespaces?: string[]; serviceAccountRef?: ObjectReference | undefined; conditions?: Condition[] },
  now: Date,
): void {
  const { serviceAccountRef, conditions = [], ...status } = { ...group.status, ...changes };
  const before = group.status?.lastUpdated ?? null;
  const moved = before === null || 'namespaces' in changes || 'serviceAccountRef' in changes;
  group.status = {
    ...status,
    ...(serviceAccountRef === undefined ? {} : { serviceAccountRef }),
    ...(conditions.length === 0 ? {} : { conditions }),
    lastUpdated: moved ? timestamp(now) : before,
  };
}

/** Says in every group of a namespace that there is more than one. */
export function judgeNeighbours(group: Group, groupsOfNamespace: number, context: StepContext): void {
  const verdict: Verdict = {
    type: operatorGroupConditions.multiple,
    status: 'True',
    reason: operatorGroupReasons.multiple,
    message: 'Multiple OperatorGroup found in the same namespace',
  };
  setOrDrop(group, verdict, groupsOfNamespace > 1, context.now());
}

/** Sets the condition where it holds; OLM leaves it out where it does not. */
function setOrDrop(group: Group, verdict: Verdict, holds: boolean, now: Date): void {
  const present = group.status?.conditions ?? [];
  const known = present.find(({ type }) => type === verdict.type);
  if (!holds) {
    if (known !== undefined) updateStatus(group, { conditions: present.filter((each) => each !== known) }, now);
    return;
  }
  if (known?.message === verdict.message && known.status === verdict.status) return;
  const conditions = present.map((condition) => ({ ...condition }));
  setCondition(conditions, verdict, now);
  updateStatus(group, { conditions }, now);
}

/** Finds the account as which operators of the group are installed. False while it is not there. */
export async function findServiceAccount(group: Group, reader: Reader, context: StepContext): Promise<boolean> {
  const name = group.spec?.serviceAccountName ?? '';
  const now = context.now();
  const { namespace = '' } = group.metadata;
  const missing: Verdict = {
    type: operatorGroupConditions.serviceAccount,
    status: 'True',
    reason: operatorGroupReasons.serviceAccountNotFound,
    message: `ServiceAccount ${name} not found`,
  };
  const account = name === '' ? undefined : await labelledAccount(name, namespace, reader);
  setOrDrop(group, missing, name !== '' && account === undefined, now);
  const reference = account === undefined ? undefined : referenceTo(account);
  if (!jsonEqual(group.status?.serviceAccountRef, reference))
    updateStatus(group, { serviceAccountRef: reference }, now);
  return name === '' || account !== undefined;
}

/** To one version of it, as upstream: whoever acts by it is told when the account changes. */
function referenceTo({ metadata }: Stored<ServiceAccount>): ObjectReference {
  const { namespace = '', name, uid, resourceVersion } = metadata;
  return { kind: 'ServiceAccount', apiVersion: 'v1', namespace, name, uid, resourceVersion };
}

async function labelledAccount(
  name: string,
  namespace: string,
  reader: Reader,
): Promise<Stored<ServiceAccount> | undefined> {
  const known = reader.get(ServiceAccount, name, namespace);
  if (known === undefined || known.metadata.labels?.['olm.managed'] === 'true') return known;
  try {
    return await reader.client.resource(ServiceAccount, namespace).apply(
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace, labels: { 'olm.managed': 'true' } },
      },
      { fieldManager: 'operator-lifecycle-manager' },
    );
  } catch (error) {
    // Somebody else says otherwise about the label; the account is there all the same.
    if (isFailure(error, 'Conflict')) return known;
    throw error;
  }
}
