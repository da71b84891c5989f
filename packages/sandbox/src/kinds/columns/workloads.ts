import type { Column } from '@violet/apiserver';
import { formatAge, type KubernetesObject } from '@violet/machinery';
import { at, numberAt, objectsAt, textAt } from '../read.ts';
import {
  ageColumn,
  column,
  containerColumns,
  formatLabels,
  integer,
  nameColumn,
  orElse,
  since,
  text,
  wide,
} from './cells.ts';
import { formatSelector } from './selectors.ts';

const templateColumns = containerColumns('spec.template.spec');
const selectorColumn = wide(text('Selector', (object) => formatSelector(at(object, 'spec.selector'))));

export const deploymentColumns: Column[] = [
  nameColumn,
  text('Ready', readyOfDesired),
  text('Up-to-date', (object) => numberAt(object, 'status.updatedReplicas')),
  text('Available', (object) => numberAt(object, 'status.availableReplicas')),
  ageColumn,
  ...templateColumns,
  selectorColumn,
];

const replicaColumns: Column[] = [
  nameColumn,
  integer('Desired', (object) => numberAt(object, 'spec.replicas')),
  integer('Current', (object) => numberAt(object, 'status.replicas')),
  integer('Ready', (object) => numberAt(object, 'status.readyReplicas')),
  ageColumn,
  ...templateColumns,
];

export const replicaSetColumns: Column[] = [...replicaColumns, selectorColumn];

export const replicationControllerColumns: Column[] = [
  ...replicaColumns,
  wide(text('Selector', (object) => formatLabels(at(object, 'spec.selector')))),
];

export const statefulSetColumns: Column[] = [nameColumn, text('Ready', readyOfDesired), ageColumn, ...templateColumns];

export const daemonSetColumns: Column[] = [
  nameColumn,
  integer('Desired', (object) => numberAt(object, 'status.desiredNumberScheduled')),
  integer('Current', (object) => numberAt(object, 'status.currentNumberScheduled')),
  integer('Ready', (object) => numberAt(object, 'status.numberReady')),
  integer('Up-to-date', (object) => numberAt(object, 'status.updatedNumberScheduled')),
  integer('Available', (object) => numberAt(object, 'status.numberAvailable')),
  text('Node Selector', (object) => formatLabels(at(object, 'spec.template.spec.nodeSelector'))),
  ageColumn,
  ...templateColumns,
  selectorColumn,
];

export const jobColumns: Column[] = [
  nameColumn,
  text('Status', jobStatus),
  text('Completions', jobCompletions),
  text('Duration', jobDuration),
  ageColumn,
  ...templateColumns,
  selectorColumn,
];

export const cronJobColumns: Column[] = [
  nameColumn,
  text('Schedule', (object) => textAt(object, 'spec.schedule')),
  text('Timezone', (object) => orElse(object, 'spec.timeZone', '<none>')),
  column('Suspend', 'boolean', suspended),
  integer('Active', (object) => objectsAt(object, 'status.active').length),
  text('Last Schedule', (object, now) =>
    textAt(object, 'status.lastScheduleTime') === '' ? '<none>' : since(at(object, 'status.lastScheduleTime'), now),
  ),
  ageColumn,
  ...containerColumns('spec.jobTemplate.spec.template.spec'),
  wide(text('Selector', (object) => formatSelector(at(object, 'spec.jobTemplate.spec.selector')))),
];

export const controllerRevisionColumns: Column[] = [
  nameColumn,
  text('Controller', controllerOf),
  text('Revision', (object) => numberAt(object, 'revision')),
  ageColumn,
];

function readyOfDesired(object: KubernetesObject): string {
  return `${numberAt(object, 'status.readyReplicas')}/${numberAt(object, 'spec.replicas')}`;
}

function jobStatus(job: KubernetesObject): string {
  const isTrue = (type: string) =>
    objectsAt(job, 'status.conditions').find((condition) => condition['type'] === type)?.['status'] === 'True';
  if (isTrue('Complete')) return 'Complete';
  if (isTrue('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(isTrue) ?? 'Running';
}

function jobCompletions(job: KubernetesObject): string {
  const succeeded = numberAt(job, 'status.succeeded');
  const completions = at(job, 'spec.completions');
  if (typeof completions === 'number') return `${succeeded}/${completions}`;
  const parallelism = numberAt(job, 'spec.parallelism');
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(job: KubernetesObject, now: Date): string {
  const start = textAt(job, 'status.startTime');
  if (start === '') return '';
  const end = textAt(job, 'status.completionTime');
  return formatAge((end === '' ? now.getTime() : Date.parse(end)) - Date.parse(start));
}

function suspended(object: KubernetesObject): string {
  const suspend = at(object, 'spec.suspend');
  if (typeof suspend !== 'boolean') return '<unset>';
  return suspend ? 'True' : 'False';
}

function controllerOf({ metadata }: KubernetesObject): string {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined) return '<none>';
  const [group] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : [''];
  return `${`${owner.kind}${group === '' ? '' : `.${group}`}`.toLowerCase()}/${owner.name}`;
}
