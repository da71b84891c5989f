import { cloneJson } from '@violet/machinery';
import { changeObject } from '../requests/change.ts';
import { decode } from '../requests/decode.ts';
import { patched } from '../requests/patch.ts';
import type { Subresource, SubresourceCall } from './subresource.ts';

/** A write here takes over the status alone. */
export const status: Subresource = {
  update({ cluster, kind, target, context }, body, options) {
    const warnings: string[] = [];
    const object = decode(kind, target, body, options, warnings);
    const compute = () => ({ object: cloneJson(object) });
    return changeObject(cluster, kind, {
      target,
      options,
      context,
      compute,
      prepare: kind.served.prepareStatusUpdate,
      warnings,
    });
  },

  patch({ cluster, kind, target, context }: SubresourceCall, patch, options) {
    const warnings: string[] = [];
    return changeObject(cluster, kind, {
      target,
      options,
      context,
      warnings,
      prepare: kind.served.prepareStatusUpdate,
      compute: (current) => {
        warnings.length = 0;
        return { object: decode(kind, target, patched(kind, current, patch), options, warnings) };
      },
    });
  },
};
