import type { ServedResource } from '@violet/apiserver';
import type { FailureCause, KubernetesObject, Schema } from '@violet/machinery';

/**
 * One version of a built-in kind: what is served, and how its objects are prepared, defaulted and checked.
 * On a write the order is: normalize, defaults, prepare, (admission, then normalize and defaults again), validate. All of these change or read only the object given.
 */
export interface BuiltinKind extends ServedResource {
  schema: Schema;
  /**
   * What decoding into Go's types and encoding again does: null and empty members go where Go omits them, `{}` and ''
   * come where Go always writes, quantities get their canonical form. Unknown members stay.
   */
  normalize(object: KubernetesObject): void;
  /** Drops what a client may not set at creation (status, generation) and sets what a new object starts with. */
  prepareCreate(object: KubernetesObject): void;
  /** For a write of the object itself: keeps the old status where that is a subresource, raises `generation` when the spec changed. */
  prepareUpdate(object: KubernetesObject, old: KubernetesObject): void;
  /** For a write of the status subresource: keeps everything of `old` but the status. */
  prepareStatusUpdate(object: KubernetesObject, old: KubernetesObject): void;
  /** Kubernetes' static defaults. Runs on every write, before admission, and changes nothing the second time. */
  applyDefaults(object: KubernetesObject): void;
  /** What is wrong with the object; empty where it may be stored. `old` is there for updates. */
  validate(object: KubernetesObject, old?: KubernetesObject): FailureCause[];
  /** Fields that a write through this door does not own (upstream's `resetFields`), as paths below the object. */
  resetFields(subresource?: string): readonly (readonly string[])[];
}
