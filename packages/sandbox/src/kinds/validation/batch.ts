import {
  type FailureCause,
  invalidValue,
  type JsonObject,
  type KubernetesObject,
  requiredValue,
  unsupportedValue,
} from '@violet/machinery';
import { at, numberAt, objectAt, textAt } from '../read.ts';
import { immutable, labelSelector, nonNegative, selects } from './checks.ts';
import { validatePodTemplate } from './pod-spec.ts';
import type { Validators } from './validator.ts';

export const batchValidators: Validators = {
  'batch/v1/Job': { validate: validateJob, validateUpdate: validateJobUpdate },
  'batch/v1/CronJob': { validate: (object) => validateCronJob(objectAt(object, 'spec')) },
};

function validateJob(job: KubernetesObject): FailureCause[] {
  const spec = objectAt(job, 'spec');
  const selector = spec['selector'];
  const labels = at(spec, 'template.metadata.labels');
  const causes = validateJobSpec(spec, 'spec');
  if (selector === undefined) causes.push(requiredValue('spec.selector'));
  else causes.push(...labelSelector(selector, 'spec.selector'));
  if (selects(selector, objectAt(spec, 'template.metadata.labels')) === false) {
    causes.push(
      invalidValue('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`'),
    );
  }
  return causes;
}

function validateJobSpec(spec: JsonObject, path: string): FailureCause[] {
  const counts = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'];
  const modes = ['NonIndexed', 'Indexed'];
  const mode = textAt(spec, 'completionMode');
  const causes = counts.flatMap((member) => nonNegative(spec, member, path));
  // The template of a cron job is not defaulted: it may name none.
  if (mode !== '' && !modes.includes(mode)) causes.push(unsupportedValue(`${path}.completionMode`, mode, modes));
  if (mode === 'Indexed' && spec['completions'] === undefined) {
    causes.push(requiredValue(`${path}.completions`, 'when completion mode is Indexed'));
  }
  return [
    ...causes,
    ...validatePodTemplate(objectAt(spec, 'template'), `${path}.template`),
    ...validateEnding(spec, `${path}.template.spec.restartPolicy`),
  ];
}

function validateEnding(spec: JsonObject, path: string): FailureCause[] {
  const policy = textAt(spec, 'template.spec.restartPolicy');
  const choices = ['OnFailure', 'Never'];
  if (policy === '' || policy === 'Always') return [requiredValue(path, 'valid values: "OnFailure", "Never"')];
  return choices.includes(policy) ? [] : [unsupportedValue(path, policy, choices)];
}

function validateJobUpdate(job: KubernetesObject, old: KubernetesObject): FailureCause[] {
  const isSuspended = at(old, 'spec.suspend') === true && numberAt(old, 'status.active') === 0;
  return [
    ...(at(job, 'spec.completionMode') === 'Indexed' ? [] : immutable(job, old, 'spec.completions')),
    ...immutable(job, old, 'spec.selector'),
    ...(isSuspended ? [] : immutable(job, old, 'spec.template')),
    ...immutable(job, old, 'spec.completionMode'),
  ];
}

function validateCronJob(spec: JsonObject): FailureCause[] {
  const schedule = textAt(spec, 'schedule');
  const policy = textAt(spec, 'concurrencyPolicy');
  const policies = ['Allow', 'Forbid', 'Replace'];
  return [
    ...(schedule === '' ? [requiredValue('spec.schedule')] : validateSchedule(schedule)),
    ...nonNegative(spec, 'startingDeadlineSeconds', 'spec'),
    ...(policies.includes(policy) ? [] : [unsupportedValue('spec.concurrencyPolicy', policy, policies)]),
    ...validateJobSpec(objectAt(spec, 'jobTemplate.spec'), 'spec.jobTemplate.spec'),
    ...nonNegative(spec, 'successfulJobsHistoryLimit', 'spec'),
    ...nonNegative(spec, 'failedJobsHistoryLimit', 'spec'),
  ];
}

const scheduleField = /^[\d*,/\-?A-Za-z]+$/;

/** Five fields or a `@word`; the controller reads what they say. */
function validateSchedule(schedule: string): FailureCause[] {
  if (/^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(schedule) || schedule.startsWith('@every '))
    return [];
  if (schedule.includes('TZ')) {
    const message = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
    return [invalidValue('spec.schedule', schedule, message)];
  }
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== 5) {
    const message = `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
    return [invalidValue('spec.schedule', schedule, message)];
  }
  const wrong = fields.find((field) => !scheduleField.test(field));
  return wrong === undefined ? [] : [invalidValue('spec.schedule', schedule, `failed to parse int from ${wrong}`)];
}
