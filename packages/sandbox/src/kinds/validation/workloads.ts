import {
  type FailureCause,
  forbiddenValue,
  invalidValue,
  type JsonObject,
  jsonEqual,
  type KubernetesObject,
  requiredValue,
  unsupportedValue,
} from '@violet/machinery';
import { at, numberAt, objectAt, textAt } from '../read.ts';
import {
  atMost100Percent,
  countOrPercent,
  immutable,
  isEmptySelector,
  labelSelector,
  nonNegative,
  selects,
} from './checks.ts';
import { validatePodSpec, validatePodTemplate } from './pod-spec.ts';
import type { Validators } from './validator.ts';

export const workloadValidators: Validators = {
  'v1/Pod': { validate: (pod) => validatePodSpec(objectAt(pod, 'spec'), 'spec'), validateUpdate: validatePodUpdate },
  'v1/PodTemplate': { validate: (object) => validatePodTemplate(objectAt(object, 'template'), 'template') },
  'v1/ReplicationController': {
    validate: (object) => [
      ...nonNegative(objectAt(object, 'spec'), 'replicas', 'spec'),
      ...validatePodTemplate(objectAt(object, 'spec.template'), 'spec.template'),
    ],
  },
  'apps/v1/Deployment': {
    validate: (object) => validateDeployment(objectAt(object, 'spec')),
    validateUpdate: (object, old) => immutable(object, old, 'spec.selector'),
  },
  'apps/v1/ReplicaSet': {
    validate: (object) => validateReplicas(objectAt(object, 'spec'), 'deployment', 'ReplicaSet'),
    validateUpdate: (object, old) => immutable(object, old, 'spec.selector'),
  },
  'apps/v1/DaemonSet': {
    validate: (object) => validateDaemonSet(objectAt(object, 'spec')),
    validateUpdate: (object, old) => immutable(object, old, 'spec.selector'),
  },
  'apps/v1/StatefulSet': {
    validate: (object) => validateStatefulSet(objectAt(object, 'spec')),
    validateUpdate: validateStatefulSetUpdate,
  },
};

function validateDeployment(spec: JsonObject): FailureCause[] {
  const deadline = spec['progressDeadlineSeconds'];
  const minReady = numberAt(spec, 'minReadySeconds');
  return [
    ...validateReplicas(spec, 'deployment', 'ReplicaSet'),
    ...validateStrategy(spec),
    ...nonNegative(spec, 'minReadySeconds', 'spec'),
    ...nonNegative(spec, 'revisionHistoryLimit', 'spec'),
    ...nonNegative(spec, 'progressDeadlineSeconds', 'spec'),
    ...(typeof deadline === 'number' && deadline <= minReady
      ? [invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')]
      : []),
  ];
}

/** Replicas, selector and template, which must fit each other. */
function validateReplicas(spec: JsonObject, emptySelectorOf: string, controller: string): FailureCause[] {
  return [
    ...nonNegative(spec, 'replicas', 'spec'),
    ...validateSelector(spec, emptySelectorOf),
    ...validateTemplate(spec, controller, 'invalid label selector'),
  ];
}

function validateSelector(spec: JsonObject, kind: string): FailureCause[] {
  const selector = spec['selector'];
  if (selector === undefined || selector === null) return [requiredValue('spec.selector')];
  const causes = labelSelector(selector, 'spec.selector');
  if (isEmptySelector(selector))
    causes.push(invalidValue('spec.selector', selector, `empty selector is invalid for ${kind}`));
  return causes;
}

/** Upstream reads a missing selector as one that selects nothing. */
function validateSelectedTemplate(spec: JsonObject): FailureCause[] {
  const labels = objectAt(spec, 'template.metadata.labels');
  if (selects(spec['selector'], labels) !== false) return [];
  const shown = at(spec, 'template.metadata.labels') === undefined ? null : labels;
  return [invalidValue('spec.template.metadata.labels', shown, '`selector` does not match template `labels`')];
}

/** The template, unless the selector cannot be read: then nothing can be said about it. */
function validateTemplate(spec: JsonObject, controller: string, unreadable: string): FailureCause[] {
  if (selects(spec['selector'], {}) === undefined)
    return [invalidValue('spec.selector', spec['selector'] ?? null, unreadable)];
  return [
    ...validateSelectedTemplate(spec),
    ...validatePodTemplate(withClaims(spec), 'spec.template'),
    ...validateEndless(spec, controller),
  ];
}

/** Pods of these controllers run until they are removed. */
function validateEndless(spec: JsonObject, controller: string): FailureCause[] {
  const policy = textAt(spec, 'template.spec.restartPolicy');
  const path = 'spec.template.spec';
  const causes = policy === 'Always' ? [] : [unsupportedValue(`${path}.restartPolicy`, policy, ['Always'])];
  if (at(spec, 'template.spec.activeDeadlineSeconds') !== undefined) {
    causes.push(
      forbiddenValue(`${path}.activeDeadlineSeconds`, `activeDeadlineSeconds in ${controller} is not Supported`),
    );
  }
  return causes;
}

function validateStrategy(spec: JsonObject): FailureCause[] {
  const strategy = objectAt(spec, 'strategy');
  const rolling = strategy['rollingUpdate'];
  if (strategy['type'] === 'Recreate') {
    const message = "may not be specified when strategy `type` is 'Recreate'";
    return rolling === undefined ? [] : [forbiddenValue('spec.strategy.rollingUpdate', message)];
  }
  if (strategy['type'] !== 'RollingUpdate')
    return [unsupportedValue('spec.strategy', strategy, ['Recreate', 'RollingUpdate'])];
  return validateRollingUpdate(objectAt(strategy, 'rollingUpdate'), 'spec.strategy.rollingUpdate');
}

function validateRollingUpdate(rolling: JsonObject, path: string): FailureCause[] {
  const { maxUnavailable, maxSurge } = rolling;
  const causes = [
    ...countOrPercent(maxUnavailable, `${path}.maxUnavailable`),
    ...countOrPercent(maxSurge, `${path}.maxSurge`),
  ];
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
    causes.push(invalidValue(`${path}.maxUnavailable`, maxUnavailable ?? 0, 'may not be 0 when `maxSurge` is 0'));
  }
  return [...causes, ...atMost100Percent(maxUnavailable, `${path}.maxUnavailable`)];
}

function amountOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^[0-9]+%$/.test(value) ? Number.parseInt(value, 10) : 0;
}

function validateDaemonSet(spec: JsonObject): FailureCause[] {
  const selector = spec['selector'];
  const isEmpty = selector !== undefined && selector !== null && isEmptySelector(selector);
  const strategy = objectAt(spec, 'updateStrategy');
  const known = ['RollingUpdate', 'OnDelete'];
  return [
    ...labelSelector(selector, 'spec.selector'),
    ...validateSelectedTemplate(spec),
    ...(isEmpty ? [invalidValue('spec.selector', selector, 'empty selector is invalid for daemonset')] : []),
    ...validatePodTemplate(objectAt(spec, 'template'), 'spec.template'),
    ...validateEndless(spec, 'DaemonSet'),
    ...nonNegative(spec, 'minReadySeconds', 'spec'),
    ...(known.includes(textAt(strategy, 'type')) ? [] : [unsupportedValue('spec.updateStrategy', strategy, known)]),
    ...nonNegative(spec, 'revisionHistoryLimit', 'spec'),
  ];
}

function validateStatefulSet(spec: JsonObject): FailureCause[] {
  const policy = textAt(spec, 'podManagementPolicy');
  const strategy = objectAt(spec, 'updateStrategy');
  const known = ['RollingUpdate', 'OnDelete'];
  const unknownPolicy = !['OrderedReady', 'Parallel'].includes(policy);
  return [
    ...(unknownPolicy
      ? [invalidValue('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'")]
      : []),
    ...(known.includes(textAt(strategy, 'type'))
      ? []
      : [invalidValue('spec.updateStrategy', strategy, "must be 'RollingUpdate' or 'OnDelete'")]),
    ...nonNegative(spec, 'replicas', 'spec'),
    ...nonNegative(spec, 'minReadySeconds', 'spec'),
    ...validateSelector(spec, 'statefulset'),
    ...validateTemplate(spec, 'StatefulSet', ''),
  ];
}

/** Mounts may use the volumes that the controller makes from claim templates. */
function withClaims(spec: JsonObject): JsonObject {
  const claims = Array.isArray(spec['volumeClaimTemplates']) ? spec['volumeClaimTemplates'] : [];
  if (claims.length === 0) return objectAt(spec, 'template');
  const template = objectAt(spec, 'template');
  const podSpec = objectAt(template, 'spec');
  const names = claims.map((claim) => textAt(claim, 'metadata.name'));
  const own = (Array.isArray(podSpec['volumes']) ? podSpec['volumes'] : []).filter(
    (volume) => !names.includes(textAt(volume, 'name')),
  );
  return { ...template, spec: { ...podSpec, volumes: [...names.map((name) => ({ name, emptyDir: {} })), ...own] } };
}

const changeableStatefulSetFields = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

function validateStatefulSetUpdate(object: KubernetesObject, old: KubernetesObject): FailureCause[] {
  const fixed = (spec: JsonObject) =>
    Object.fromEntries(Object.entries(spec).filter(([member]) => !changeableStatefulSetFields.includes(member)));
  if (jsonEqual(fixed(objectAt(object, 'spec')), fixed(objectAt(old, 'spec')))) return [];
  const names = changeableStatefulSetFields.map((name) => `'${name}'`);
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return [forbiddenValue('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)];
}

const changeablePodFields = [
  'activeDeadlineSeconds',
  'terminationGracePeriodSeconds',
  'tolerations',
  'schedulingGates',
];
const changeablePodFieldNames =
  '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

function validatePodUpdate(pod: KubernetesObject, old: KubernetesObject): FailureCause[] {
  if (jsonEqual(fixedPodSpec(pod), fixedPodSpec(old))) return [];
  return [forbiddenValue('spec', `pod updates may not change fields other than ${changeablePodFieldNames}`)];
}

/** What of a pod's spec is decided once; binding a pod and its ephemeral containers have doors of their own. */
function fixedPodSpec(pod: KubernetesObject): JsonObject {
  const fixed: JsonObject = {};
  for (const [member, value] of Object.entries(objectAt(pod, 'spec'))) {
    if (changeablePodFields.includes(member)) continue;
    const withImages = (member === 'containers' || member === 'initContainers') && Array.isArray(value);
    fixed[member] = withImages ? value.map((container) => ({ ...(container as JsonObject), image: '' })) : value;
  }
  return fixed;
}
