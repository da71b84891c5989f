import { cloneJson } from '@violet/machinery';
import { changeObject } from '../requests/change.ts';
import { decode } from '../requests/decode.ts';
import { patchObject } from '../requests/patch.ts';
import type { Subresource } from './subresource.ts';

/** A write here takes over the status alone. */
export const status: Subresource = {
  update({ cluster, kind, target, context }, body, options) {
    const warnings: string[] = [];
    const object = decode(kind, target, body, options, warnings);
    const compute = () => ({ object: cloneJson(object) });
    const prepare = kind.served.prepareStatusUpdate;
    return changeObject(cluster, kind, { target, options, context, compute, prepare, warnings });
  },

  patch({ cluster, kind, target, context }, patch, options) {
    return patchObject(cluster, kind, { target, patch, options, context, prepare: kind.served.prepareStatusUpdate });
  },
};
