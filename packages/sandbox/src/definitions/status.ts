import { type Condition, jsonEqual } from '@violet/machinery';
import { timestamp } from '../requests/cluster.ts';
import type { NamesVerdict } from './accepted-names.ts';
import { type Definition, type DefinitionStatus, hasCondition } from './definition.ts';

/** What the status of a definition should be; undefined when it already is. */
export function statusOfDefinition(
  definition: Definition,
  names: NamesVerdict,
  now: Date,
): DefinitionStatus | undefined {
  const old = definition.status ?? {};
  const storage = definition.spec.versions.find((version) => version.storage)?.name ?? '';
  const storedVersions = [...new Set([...(old.storedVersions ?? []), storage])];
  const wanted = conditions(definition, names);
  const status: DefinitionStatus = {
    conditions: wanted.map((condition) => withTime(condition, old.conditions ?? [], now)),
    acceptedNames: names.accepted,
    storedVersions,
  };
  return jsonEqual(status, old) ? undefined : status;
}

type Judged = Omit<Condition, 'lastTransitionTime'>;

function conditions(definition: Definition, { conflict }: NamesVerdict): Judged[] {
  const namesAccepted: Judged =
    conflict === undefined
      ? { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
      : { type: 'NamesAccepted', status: 'False', ...conflict };
  // Once established, a kind stays served even when its new names are not accepted.
  const isEstablished = conflict === undefined || hasCondition(definition, 'Established');
  const established: Judged = isEstablished
    ? {
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      }
    : { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' };
  if (definition.metadata.deletionTimestamp === undefined) return [namesAccepted, established];
  const message = 'CustomResource deletion is in progress';
  return [
    namesAccepted,
    established,
    { type: 'Terminating', status: 'True', reason: 'InstanceDeletionInProgress', message },
  ];
}

function withTime(condition: Judged, old: readonly Condition[], now: Date): Condition {
  const before = old.find(({ type }) => type === condition.type);
  const unchanged = before?.status === condition.status;
  return { ...condition, lastTransitionTime: unchanged ? before.lastTransitionTime : timestamp(now) };
}
