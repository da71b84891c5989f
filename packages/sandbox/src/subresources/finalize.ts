import { cloneJson, type KubernetesObject } from '@violet/machinery';
import { changeObject } from '../requests/change.ts';
import { decode } from '../requests/decode.ts';
import type { Subresource } from './subresource.ts';

/** A Namespace's own finalizers; the namespace goes when the last one does. */
export const finalize: Subresource = {
  update({ cluster, kind, target, context }, body, options) {
    const warnings: string[] = [];
    const object = decode(kind, target, body, options, warnings);
    const compute = () => ({ object: cloneJson(object) });
    return changeObject(cluster, kind, { target, options, context, compute, prepare: keepAllButFinalizers, warnings });
  },
};

function keepAllButFinalizers(object: KubernetesObject, old: KubernetesObject): void {
  const { finalizers } = (object.spec ?? {}) as { finalizers?: string[] };
  const { managedFields } = object.metadata;
  for (const field of Object.keys(object)) if (!(field in old)) delete object[field];
  Object.assign(object, cloneJson(old));
  if (managedFields !== undefined) object.metadata.managedFields = managedFields;
  object.spec = { ...(old.spec as object | undefined), finalizers: finalizers ?? [] };
}
