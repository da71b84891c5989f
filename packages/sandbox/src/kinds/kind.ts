import type { ServedResource } from '@violet/apiserver';
import type { FailureCause, KubernetesObject, Schema } from '@violet/machinery';

/**
 * One version of a built-in kind: what is served, and how its objects are prepared, defaulted and checked. The functions
 * change or read only the objects given. Upstream's order on a write: `normalize` and `applyDefaults` as part of decoding
 * (again after a patch or a mutating webhook), name, uid and managed fields, mutating webhooks, `prepare…`, `validate`,
 * validating webhooks.
 */
export interface BuiltinKind extends ServedResource {
  schema: Schema;
  /**
   * What decoding into Go's types and encoding again does: null and empty members go where Go omits them, `{}` and ''
   * come where Go always writes, quantities get their canonical form. Unknown members are dropped; their paths, such as
   * `spec.containers[0].foo`, are the answer. Throws BadRequest, in Go's words, for a member of the wrong JSON type.
   */
  normalize(object: KubernetesObject): string[];
  /** What Go makes of nothing: the object that a creation's fields are compared with (`live`, `empty` of managed fields). */
  emptyObject(): KubernetesObject;
  /**
   * Drops what a client may not set at creation (status, generation) and sets what a new object starts with. A Job's name
   * and uid must be there, since its selector is made from them.
   */
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
