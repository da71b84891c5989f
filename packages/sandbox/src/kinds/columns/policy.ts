import type { Column } from '@violet/apiserver';
import { formatAge, type KubernetesObject } from '@violet/machinery';
import { at, numberAt, objectsAt, textAt } from '../read.ts';
import { ageColumn, integer, nameColumn, orElse, text, wide } from './cells.ts';

export const roleBindingColumns: Column[] = [
  nameColumn,
  text('Role', (binding) => `${textAt(binding, 'roleRef.kind')}/${textAt(binding, 'roleRef.name')}`),
  ageColumn,
  wide(text('Users', (binding) => subjects(binding, 'User'))),
  wide(text('Groups', (binding) => subjects(binding, 'Group'))),
  wide(text('ServiceAccounts', (binding) => subjects(binding, 'ServiceAccount'))),
];

export const webhookConfigurationColumns: Column[] = [
  nameColumn,
  integer('Webhooks', (object) => objectsAt(object, 'webhooks').length),
  ageColumn,
];

export const admissionPolicyColumns: Column[] = [
  nameColumn,
  integer('Validations', (object) => objectsAt(object, 'spec.validations').length),
  text('ParamKind', (object) => {
    if (at(object, 'spec.paramKind') === undefined) return '<unset>';
    return `${textAt(object, 'spec.paramKind.apiVersion')}/${textAt(object, 'spec.paramKind.kind')}`;
  }),
  ageColumn,
];

export const admissionPolicyBindingColumns: Column[] = [
  nameColumn,
  text('PolicyName', (object) => textAt(object, 'spec.policyName')),
  text('ParamRef', (object) => {
    const name = textAt(object, 'spec.paramRef.name');
    return name === '' ? '<unset>' : `${textAt(object, 'spec.paramRef.namespace') || '*'}/${name}`;
  }),
  ageColumn,
];

export const disruptionBudgetColumns: Column[] = [
  nameColumn,
  text('Min Available', (object) => orElse(object, 'spec.minAvailable', 'N/A')),
  text('Max Unavailable', (object) => orElse(object, 'spec.maxUnavailable', 'N/A')),
  integer('Allowed Disruptions', (object) => numberAt(object, 'status.disruptionsAllowed')),
  ageColumn,
];

export const apiServiceColumns: Column[] = [
  nameColumn,
  text('Service', (object) => {
    if (at(object, 'spec.service') === undefined) return 'Local';
    return `${textAt(object, 'spec.service.namespace')}/${textAt(object, 'spec.service.name')}`;
  }),
  text('Available', (object) => {
    const condition = objectsAt(object, 'status.conditions').find((candidate) => candidate['type'] === 'Available');
    const status = textAt(condition, 'status') || 'Unknown';
    const reason = textAt(condition, 'reason');
    return status === 'True' || reason === '' ? status : `${status} (${reason})`;
  }),
  ageColumn,
];

export const certificateSigningRequestColumns: Column[] = [
  nameColumn,
  ageColumn,
  text('SignerName', (object) => textAt(object, 'spec.signerName') || '<none>'),
  text('Requestor', (object) => textAt(object, 'spec.username')),
  text('RequestedDuration', (object) => {
    const seconds = at(object, 'spec.expirationSeconds');
    return typeof seconds === 'number' ? formatAge(seconds * 1000) : '<none>';
  }),
  text('Condition', certificateCondition),
];

function subjects(binding: KubernetesObject, kind: string): string {
  return objectsAt(binding, 'subjects')
    .filter((subject) => subject['kind'] === kind)
    .map((subject) =>
      kind === 'ServiceAccount'
        ? `${textAt(subject, 'namespace')}/${textAt(subject, 'name')}`
        : textAt(subject, 'name'),
    )
    .join(', ');
}

function certificateCondition(object: KubernetesObject): string {
  const has = (type: string) => objectsAt(object, 'status.conditions').some((condition) => condition['type'] === type);
  const verdict = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  const failed = has('Failed') ? ',Failed' : '';
  return `${verdict}${failed}${textAt(object, 'status.certificate') === '' ? '' : ',Issued'}`;
}
