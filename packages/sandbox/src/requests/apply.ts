import type { WriteResult } from '@violet/apiserver';
import { applyPatch, Failure, isJsonObject, type Json, type KubernetesObject } from '@violet/machinery';
import { keyOf } from '../storage/event.ts';
import { changeObject } from './change.ts';
import type { Cluster } from './cluster.ts';
import { createDecoded } from './create.ts';
import { decode } from './decode.ts';
import { conflict, notFound } from './failures.ts';
import type { Kind } from './kind.ts';
import { fieldWriter } from './own-fields.ts';
import type { PatchRequest } from './patch-request.ts';

/** Server-side apply: creates the object where it is missing. */
export function applyObject(cluster: Cluster, kind: Kind, request: PatchRequest): Promise<WriteResult> {
  const { target, options, context, prepare } = request;
  const wanted = appliedObject(kind, request);
  const warnings: string[] = [];
  const exists = kind.collection.get(keyOf(target.namespace, target.name ?? '')) !== undefined;
  if (!exists) {
    if (target.subresource !== undefined) throw notFound(kind, target.name ?? '');
    checkNoUid(kind, wanted);
    const object = decode(kind, target, merge(cluster, kind, request, wanted), options, warnings);
    return createDecoded(cluster, kind, { target, object, options, context, warnings, owned: true });
  }
  return changeObject(cluster, kind, {
    target,
    options,
    context,
    warnings,
    ...(prepare === undefined ? {} : { prepare }),
    compute: (current) => {
      warnings.length = 0;
      return {
        object: decode(kind, target, merge(cluster, kind, request, wanted, current), options, warnings),
        owned: true,
      };
    },
  });
}

function appliedObject(kind: Kind, { target, patch }: PatchRequest): KubernetesObject {
  if (!isJsonObject(patch.value)) throw new Failure('BadRequest', 'the applied configuration must be an object');
  const given = patch.value as Partial<Record<string, Json>>;
  const metadata = isJsonObject(given['metadata']) ? given['metadata'] : {};
  return {
    ...patch.value,
    apiVersion: String(given['apiVersion'] ?? ''),
    kind: String(given['kind'] ?? kind.served.kind),
    metadata: { ...metadata, name: metadata['name'] ?? target.name ?? '' },
  } as unknown as KubernetesObject;
}

function checkNoUid(kind: Kind, wanted: KubernetesObject): void {
  const { uid, name = '' } = wanted.metadata;
  if (uid === undefined) return;
  throw conflict(
    kind,
    name,
    `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
  );
}

function merge(
  cluster: Cluster,
  kind: Kind,
  request: PatchRequest,
  wanted: KubernetesObject,
  live?: KubernetesObject,
): KubernetesObject {
  const { object, managedFields } = applyPatch({
    ...fieldWriter(cluster, kind, request),
    schema: kind.served.schema,
    empty: kind.served.emptyObject(),
    ...(live === undefined ? {} : { live }),
    applied: wanted,
    force: request.options.force === true,
  });
  const metadata = { ...object.metadata, managedFields };
  // Only a version that the client applied is a condition.
  if (wanted.metadata.resourceVersion === undefined) delete metadata.resourceVersion;
  return { ...object, metadata };
}
