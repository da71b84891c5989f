import { date, listOf, object, text } from '../../schema-parts.ts';
import { groupVersionKind } from './parts.ts';

const phase = { phase: text, reason: text, message: text, lastUpdateTime: date, lastTransitionTime: date };

const dependent = object({ ...groupVersionKind, message: text, status: text, uuid: text }, [
  'group',
  'kind',
  'status',
  'version',
]);

const requirement = object(
  { ...groupVersionKind, name: text, message: text, status: text, uuid: text, dependents: listOf(dependent) },
  ['group', 'kind', 'message', 'name', 'status', 'version'],
);

const pendingDeletion = object(
  { group: text, kind: text, instances: listOf(object({ name: text, namespace: text }, ['name'])) },
  ['group', 'instances', 'kind'],
);

export const csvStatus = object({
  ...phase,
  certsLastUpdated: date,
  certsRotateAt: date,
  cleanup: object({ pendingDeletion: listOf(pendingDeletion) }),
  conditions: listOf(object(phase)),
  requirementStatus: listOf(requirement),
});
