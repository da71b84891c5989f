import type { PatchType, RequestContext, Target, WriteOptions, WriteResult } from '@violet/apiserver';
import {
  applyJsonPatch,
  applyMergePatch,
  Failure,
  isJsonObject,
  type Json,
  type KubernetesObject,
} from '@violet/machinery';
import { changeObject } from './change.ts';
import type { Cluster } from './cluster.ts';
import { decode } from './decode.ts';
import type { Kind } from './kind.ts';

export interface Patch {
  type: PatchType;
  value: Json;
}

export function patchObject(
  cluster: Cluster,
  kind: Kind,
  target: Target,
  patch: Patch,
  options: WriteOptions,
  context: RequestContext,
): Promise<WriteResult> {
  const warnings: string[] = [];
  return changeObject(cluster, kind, {
    target,
    options,
    context,
    warnings,
    compute: (current) => {
      warnings.length = 0;
      return { object: decode(kind, target, patched(kind, current, patch), options, warnings) };
    },
  });
}

/** The object after a patch; the given one is not changed. */
export function patched(_kind: Kind, current: KubernetesObject, { type, value }: Patch): KubernetesObject {
  // A KubernetesObject is JSON; its type only knows less about unnamed fields.
  const document = current as unknown as Json;
  const result = type === 'json' ? applyJsonPatch(document, value) : applyMergePatch(document, mergeable(value));
  if (!isJsonObject(result) || !isJsonObject(result['metadata'])) {
    throw new Failure(
      'Invalid',
      'the patch would leave no Kubernetes object: it must keep apiVersion, kind and metadata',
    );
  }
  // A patch without resourceVersion applies to whatever is there.
  const metadata = { ...result['metadata'] };
  if (metadata['resourceVersion'] === current.metadata.resourceVersion) delete metadata['resourceVersion'];
  return { ...result, metadata } as unknown as KubernetesObject;
}

function mergeable(value: Json): Json {
  if (isJsonObject(value)) return value;
  throw new Failure('BadRequest', 'the patch must be an object');
}
