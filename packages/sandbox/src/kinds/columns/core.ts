import type { Column } from '@violet/apiserver';
import type { KubernetesObject } from '@violet/machinery';
import { at, numberAt, objectAt, objectsAt, textAt } from '../read.ts';
import { ageColumn, integer, nameColumn, since, text, wide } from './cells.ts';

export const namespaceColumns: Column[] = [
  nameColumn,
  text('Status', (object) => textAt(object, 'status.phase')),
  ageColumn,
];

export const configMapColumns: Column[] = [
  nameColumn,
  text(
    'Data',
    (object) => Object.keys(objectAt(object, 'data')).length + Object.keys(objectAt(object, 'binaryData')).length,
  ),
  ageColumn,
];

export const secretColumns: Column[] = [
  nameColumn,
  text('Type', (object) => textAt(object, 'type')),
  text('Data', (object) => Object.keys(objectAt(object, 'data')).length),
  ageColumn,
];

export const serviceAccountColumns: Column[] = [
  nameColumn,
  text('Secrets', (object) => objectsAt(object, 'secrets').length),
  ageColumn,
];

export const resourceQuotaColumns: Column[] = [
  nameColumn,
  text('Request', (quota) => usedOfHard(quota, (resource) => !resource.startsWith('limits.'))),
  text('Limit', (quota) => usedOfHard(quota, (resource) => resource.startsWith('limits.'))),
  ageColumn,
];

export const componentStatusColumns: Column[] = [
  nameColumn,
  text('Status', (object) => {
    const healthy = healthyCondition(object);
    if (healthy === undefined) return 'Unknown';
    return healthy['status'] === 'True' ? 'Healthy' : 'Unhealthy';
  }),
  text('Message', (object) => textAt(healthyCondition(object), 'message')),
  text('Error', (object) => textAt(healthyCondition(object), 'error')),
];

export const eventColumns: Column[] = [
  text('Last Seen', lastSeen),
  text('Type', (event) => textAt(event, 'type')),
  text('Reason', (event) => textAt(event, 'reason')),
  text('Object', regardedObject),
  wide(text('Subobject', (event) => textAt(event, 'involvedObject.fieldPath') || textAt(event, 'regarding.fieldPath'))),
  wide(text('Source', eventSource)),
  text('Message', (event) => (textAt(event, 'message') || textAt(event, 'note')).trim()),
  wide(text('First Seen', firstSeen)),
  wide(text('Count', eventCount)),
  { ...wide(nameColumn) },
];

/** The members of an event under its names in `v1` and, after the bar, in `events.k8s.io/v1`. */
function firstTimestamp(event: KubernetesObject): unknown {
  return event['firstTimestamp'] ?? event['deprecatedFirstTimestamp'] ?? event['eventTime'];
}

function firstSeen(event: KubernetesObject, now: Date): string {
  return since(firstTimestamp(event), now);
}

function lastSeen(event: KubernetesObject, now: Date): string {
  if (at(event, 'series') !== undefined) return since(at(event, 'series.lastObservedTime'), now);
  return since(event['lastTimestamp'] ?? event['deprecatedLastTimestamp'] ?? firstTimestamp(event), now);
}

function eventCount(event: KubernetesObject): number {
  if (at(event, 'series') !== undefined) return numberAt(event, 'series.count');
  return numberAt(event, 'count') || numberAt(event, 'deprecatedCount') || 1;
}

function regardedObject(event: KubernetesObject): string {
  const object = objectAt(event, event['involvedObject'] === undefined ? 'regarding' : 'involvedObject');
  const kind = textAt(object, 'kind').toLowerCase();
  const name = textAt(object, 'name');
  return name === '' ? kind : `${kind}/${name}`;
}

function eventSource(event: KubernetesObject): string {
  const source = objectAt(event, event['source'] === undefined ? 'deprecatedSource' : 'source');
  const component =
    textAt(source, 'component') || textAt(event, 'reportingComponent') || textAt(event, 'reportingController');
  const instance = textAt(source, 'host') || textAt(event, 'reportingInstance');
  return instance === '' ? component : `${component}, ${instance}`;
}

function usedOfHard(quota: KubernetesObject, belongs: (resource: string) => boolean): string {
  const used = objectAt(quota, 'status.used');
  const hard = Object.entries(objectAt(quota, 'status.hard')).filter(([resource]) => belongs(resource));
  return hard
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([resource, limit]) => `${resource}: ${used[resource] ?? '0'}/${limit}`)
    .join(', ');
}

function healthyCondition(object: KubernetesObject) {
  return objectsAt(object, 'conditions').find((condition) => condition['type'] === 'Healthy');
}

export const priorityClassColumns: Column[] = [
  nameColumn,
  integer('Value', (object) => numberAt(object, 'value')),
  { ...text('Global-Default', (object) => at(object, 'globalDefault') === true), type: 'boolean' },
  ageColumn,
  text('PreemptionPolicy', (object) => textAt(object, 'preemptionPolicy')),
];

export const runtimeClassColumns: Column[] = [
  nameColumn,
  text('Handler', (object) => textAt(object, 'handler')),
  ageColumn,
];

export const leaseColumns: Column[] = [
  nameColumn,
  text('Holder', (object) => textAt(object, 'spec.holderIdentity')),
  ageColumn,
];
