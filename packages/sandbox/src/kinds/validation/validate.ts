import {
  type FailureCause,
  invalidValue,
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
    ...(old === undefined || checkedWholeAgain.has(kind) ? finalizers(object) : []),
    ...(validator.validate?.(object) ?? []),
    ...(old === undefined ? [] : (validator.validateUpdate?.(object, old) ?? [])),
  ];
}

/** Kinds whose updates upstream checks like a creation. */
const checkedWholeAgain: ReadonlySet<string> = new Set(['ConfigMap', 'Secret', 'Service']);
const standardFinalizers: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Finalizers of built-in kinds say whose they are; those of custom kinds should. */
function finalizers({ metadata }: KubernetesObject): FailureCause[] {
  const detail = 'name is neither a standard finalizer name nor is it fully qualified';
  return (metadata.finalizers ?? []).flatMap((name, index) =>
    name.includes('/') || standardFinalizers.has(name)
      ? []
      : [invalidValue(`metadata.finalizers[${index}]`, name, detail)],
  );
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
