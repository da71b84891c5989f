import {
  type FailureCause,
  type KubernetesObject,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from '@violet/machinery';
import type { Validator } from './validator.ts';
import { validatorOf } from './validator-of.ts';

/** Upstream's checks in upstream's order: the metadata, then what is the kind's own. */
export function validateObject(
  apiVersion: string,
  { kind, namespaced }: { kind: string; namespaced: boolean },
  object: KubernetesObject,
  old?: KubernetesObject,
): FailureCause[] {
  const validator = validatorOf(apiVersion, kind);
  return [
    ...(old === undefined ? newMetadata(object, namespaced, validator) : changedMetadata(object, old)),
    ...(validator.validate?.(object) ?? []),
    ...(old === undefined ? [] : (validator.validateUpdate?.(object, old) ?? [])),
  ];
}

function newMetadata({ metadata }: KubernetesObject, namespaced: boolean, { nameProblems }: Validator): FailureCause[] {
  return validateObjectMeta(metadata, { namespaced, ...(nameProblems === undefined ? {} : { nameProblems }) });
}

function changedMetadata({ metadata }: KubernetesObject, old: KubernetesObject): FailureCause[] {
  const { resourceVersion } = old.metadata;
  return validateObjectMetaUpdate(
    resourceVersion === undefined ? metadata : { resourceVersion, ...metadata },
    old.metadata,
  );
}
