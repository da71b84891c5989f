import {
  compareQuantity,
  dnsLabelProblems,
  type FailureCause,
  forbiddenValue,
  invalidValue,
  type JsonObject,
  jsonEqual,
  type KubernetesObject,
  requiredValue,
  unsupportedValue,
} from '@violet/machinery';
import { at, numberAt, objectAt, textAt, textsAt } from '../read.ts';
import { atMost100Percent, countOrPercent, immutable, labelSelector } from './checks.ts';
import type { Validators } from './validator.ts';

export const resourceValidators: Validators = {
  'v1/Namespace': { nameProblems: dnsLabelProblems },
  'v1/PersistentVolumeClaim': {
    validate: (claim) => validateClaim(objectAt(claim, 'spec')),
    validateUpdate: validateClaimUpdate,
  },
  'v1/PersistentVolume': { validate: (volume) => validateVolume(objectAt(volume, 'spec')) },
  'autoscaling/v1/HorizontalPodAutoscaler': { validate: (object) => validateAutoscaler(objectAt(object, 'spec')) },
  'autoscaling/v2/HorizontalPodAutoscaler': { validate: (object) => validateAutoscaler(objectAt(object, 'spec')) },
  'policy/v1/PodDisruptionBudget': { validate: (object) => validateBudget(objectAt(object, 'spec')) },
  'storage.k8s.io/v1/StorageClass': {
    validate: (object) => (textAt(object, 'provisioner') === '' ? [requiredValue('provisioner')] : []),
    validateUpdate: (object, old) =>
      immutableMembers(object, old, ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode']),
  },
  'scheduling.k8s.io/v1/PriorityClass': {
    validateUpdate: (object, old) =>
      jsonEqual(object['value'] ?? 0, old['value'] ?? 0)
        ? []
        : [forbiddenValue('value', 'may not be changed in an update.')],
  },
};

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const volumeModes = ['Block', 'Filesystem'];

function validateClaim(spec: JsonObject): FailureCause[] {
  const modes = textsAt(spec, 'accessModes');
  const causes = modes.length === 0 ? [requiredValue('spec.accessModes', 'at least 1 access mode is required')] : [];
  causes.push(...labelSelector(spec['selector'], 'spec.selector'), ...validateAccessModes(modes));
  const storage = at(spec, 'resources.requests.storage');
  const path = 'spec.resources[storage]';
  if (storage === undefined) causes.push(requiredValue(path));
  else if (compareQuantity(String(storage), '0') <= 0)
    causes.push(invalidValue(path, String(storage), 'must be greater than zero'));
  const mode = textAt(spec, 'volumeMode');
  if (!volumeModes.includes(mode)) causes.push(unsupportedValue('spec.volumeMode', mode, volumeModes));
  return causes;
}

function validateAccessModes(modes: readonly string[]): FailureCause[] {
  const unknown = modes.filter((mode) => !accessModes.includes(mode));
  const causes = unknown.map((mode) => unsupportedValue('spec.accessModes', mode, accessModes));
  if (modes.includes('ReadWriteOncePod') && modes.length > 1) {
    causes.push(forbiddenValue('spec.accessModes', 'may not use ReadWriteOncePod with other access modes'));
  }
  return causes;
}

function validateClaimUpdate(claim: KubernetesObject, old: KubernetesObject): FailureCause[] {
  const path = 'spec.resources.requests.storage';
  const causes: FailureCause[] = [];
  if (!jsonEqual(fixedClaim(claim, old), fixedClaim(old, old))) {
    const message =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    causes.push(forbiddenValue('spec', message));
  }
  const size = String(at(claim, path) ?? '0');
  const capacity = String(at(old, 'status.capacity.storage') ?? '0');
  if (compareQuantity(size, String(at(old, path) ?? '0')) < 0 && compareQuantity(size, capacity) <= 0) {
    causes.push(forbiddenValue(path, 'field can not be less than status.capacity'));
  }
  return causes;
}

/** A claim that is not bound yet may still be bound, and get a storage class; a bound one may grow. */
function fixedClaim(claim: KubernetesObject, old: KubernetesObject): JsonObject {
  const { volumeAttributesClassName: _, ...fixed } = objectAt(claim, 'spec');
  if (textAt(old, 'spec.volumeName') === '') delete fixed['volumeName'];
  if (at(old, 'spec.storageClassName') === undefined) delete fixed['storageClassName'];
  if (textAt(old, 'status.phase') === 'Bound') delete fixed['resources'];
  return fixed;
}

function validateVolume(spec: JsonObject): FailureCause[] {
  const modes = textsAt(spec, 'accessModes');
  return [
    ...(modes.length === 0 ? [requiredValue('spec.accessModes')] : []),
    ...validateAccessModes(modes),
    ...(at(spec, 'capacity.storage') === undefined ? [requiredValue('spec.capacity')] : []),
  ];
}

function validateAutoscaler(spec: JsonObject): FailureCause[] {
  const min = spec['minReplicas'];
  const max = numberAt(spec, 'maxReplicas');
  const causes: FailureCause[] = [];
  if (typeof min === 'number' && min < 1)
    causes.push(invalidValue('spec.minReplicas', min, 'must be greater than or equal to 1'));
  if (max < 1) causes.push(invalidValue('spec.maxReplicas', max, 'must be greater than 0'));
  if (typeof min === 'number' && max < min) {
    causes.push(invalidValue('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`'));
  }
  const missing = ['kind', 'name'].filter((member) => textAt(spec, `scaleTargetRef.${member}`) === '');
  causes.push(...missing.map((member) => requiredValue(`spec.scaleTargetRef.${member}`)));
  const apiVersion = textAt(spec, 'scaleTargetRef.apiVersion');
  if (!apiVersion.includes('/') && textAt(spec, 'scaleTargetRef.kind') !== 'ReplicationController') {
    causes.push(invalidValue('spec.scaleTargetRef.apiVersion', apiVersion, 'apiVersion must specify API group'));
  }
  return causes;
}

function validateBudget(spec: JsonObject): FailureCause[] {
  const { minAvailable, maxUnavailable } = spec;
  const both = minAvailable !== undefined && maxUnavailable !== undefined;
  return [
    ...(both ? [invalidValue('spec', spec, 'minAvailable and maxUnavailable cannot be both set')] : []),
    ...countOrPercent(minAvailable, 'spec.minAvailable'),
    ...atMost100Percent(minAvailable, 'spec.minAvailable'),
    ...countOrPercent(maxUnavailable, 'spec.maxUnavailable'),
    ...atMost100Percent(maxUnavailable, 'spec.maxUnavailable'),
    ...labelSelector(spec['selector'], 'spec.selector'),
  ];
}

function immutableMembers(object: KubernetesObject, old: KubernetesObject, members: readonly string[]): FailureCause[] {
  return members.flatMap((member) => {
    if (jsonEqual(object[member], old[member])) return [];
    if (member === 'volumeBindingMode') return immutable(object, old, member);
    const message =
      member === 'reclaimPolicy' ? 'updates to reclaimPolicy are forbidden.' : `updates to ${member} are forbidden.`;
    return [forbiddenValue(member, message)];
  });
}
