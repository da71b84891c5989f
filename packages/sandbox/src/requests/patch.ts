import type { WriteResult } from '@violet/apiserver';
import {
  applyJsonPatch,
  applyMergePatch,
  Failure,
  isJsonObject,
  type Json,
  type JsonObject,
  type KubernetesObject,
  strategicMergePatch,
} from '@violet/machinery';
import { applyObject } from './apply.ts';
import { changeObject } from './change.ts';
import type { Cluster } from './cluster.ts';
import { decode } from './decode.ts';
import type { Kind } from './kind.ts';
import type { Patch, PatchRequest } from './patch-request.ts';

export function patchObject(cluster: Cluster, kind: Kind, request: PatchRequest): Promise<WriteResult> {
  const { patch, target, options, context, prepare } = request;
  if (patch.type === 'apply') return applyObject(cluster, kind, request);
  const warnings: string[] = [];
  return changeObject(cluster, kind, {
    target,
    options,
    context,
    warnings,
    ...(prepare === undefined ? {} : { prepare }),
    compute: (current) => {
      warnings.length = 0;
      return { object: decode(kind, target, patched(kind, current, patch), options, warnings) };
    },
  });
}

/** The object after a patch other than apply; the given one is not changed. */
export function patched(kind: Kind, current: KubernetesObject, patch: Patch): KubernetesObject {
  // A KubernetesObject is JSON; its type only knows less about unnamed fields.
  const result = applied(kind, current as unknown as JsonObject, patch);
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

function applied(kind: Kind, document: JsonObject, { type, value }: Patch): Json {
  if (type === 'json') return applyJsonPatch(document, value);
  if (!isJsonObject(value)) throw new Failure('BadRequest', 'the patch must be an object');
  if (type === 'merge') return applyMergePatch(document, value);
  if (kind.custom === undefined) return strategicMergePatch(kind.served.schema, document, value);
  const accepted = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';
  throw new Failure(
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
  );
}
