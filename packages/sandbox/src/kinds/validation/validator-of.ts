import { batchValidators } from './batch.ts';
import { configurationValidators } from './configuration.ts';
import { networkValidators } from './network.ts';
import { rbacValidators } from './rbac.ts';
import { resourceValidators } from './resources.ts';
import type { Validator, Validators } from './validator.ts';
import { workloadValidators } from './workloads.ts';

const validators: Validators = {
  ...batchValidators,
  ...configurationValidators,
  ...networkValidators,
  ...rbacValidators,
  ...resourceValidators,
  ...workloadValidators,
};

const plain: Validator = {};

/** Kinds without checks of their own have their metadata checked only. */
export function validatorOf(apiVersion: string, kind: string): Validator {
  return validators[`${apiVersion}/${kind}`] ?? plain;
}
