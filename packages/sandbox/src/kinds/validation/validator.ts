import type { FailureCause, KubernetesObject } from '@violet/machinery';

/** The checks of one kind; metadata is checked for all kinds alike. */
export interface Validator {
  /** What a name must be; a DNS subdomain unless told. */
  nameProblems?: (name: string) => string[];
  validate?: (object: KubernetesObject) => FailureCause[];
  /** Beside `validate`: what may not change. */
  validateUpdate?: (object: KubernetesObject, old: KubernetesObject) => FailureCause[];
}

export type Validators = Readonly<Record<string, Validator>>;
