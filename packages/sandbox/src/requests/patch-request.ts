import type { PatchType, RequestContext, Target, WriteOptions } from '@violet/apiserver';
import type { Json, KubernetesObject } from '@violet/machinery';

export interface Patch {
  type: PatchType;
  value: Json;
}

export interface PatchRequest {
  target: Target;
  patch: Patch;
  options: WriteOptions;
  context: RequestContext;
  /** How a subresource limits what is taken over. */
  prepare?: (object: KubernetesObject, old: KubernetesObject) => void;
}
