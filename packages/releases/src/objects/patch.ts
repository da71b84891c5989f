import { retryOnConflict } from '@violet/kube';
import { Failure, isFailure, type JsonObject, type KubernetesObject } from '@violet/machinery';
import { asHelm } from './apply.ts';
import { isBuiltIn } from './merge-keys.ts';
import type { Target } from './target.ts';
import { mergePatchBetween, threeWayMerge } from './three-way.ts';

/**
 * Changes an object by three-way merge; `old` is its form in the manifest before, if there was one, `live` how it was just
 * seen. With `mergeCustom`, custom resources, too, become what the manifest says, whatever they were. False when the object
 * has gone meanwhile.
 */
export async function patchOne(
  old: Target | undefined,
  target: Target,
  live: KubernetesObject | undefined,
  mergeCustom: boolean,
): Promise<boolean> {
  // The patch is made for one version of the object.
  return await retryOnConflict(async (attempt) => {
    const now = attempt === 1 ? live : await target.client.get(target.name);
    if (now === undefined) return false;
    try {
      const body = patchFor(old?.object ?? now, target, now, mergeCustom);
      if (body !== undefined) await target.client.patch(target.name, { type: 'merge', body }, asHelm);
      return true;
    } catch (error) {
      throw explain(error, target);
    }
  });
}

function explain(error: unknown, { name, kind }: Target): unknown {
  if (!isFailure(error)) return error;
  return new Failure(error.code, `cannot patch "${name}" with kind ${kind}: ${error.message}`, { cause: error });
}

function patchFor(
  old: KubernetesObject,
  target: Target,
  live: KubernetesObject,
  mergeCustom: boolean,
): JsonObject | undefined {
  const [before, next, now] = [old, target.object, live] as unknown as [JsonObject, JsonObject, JsonObject];
  // Helm has no types for custom resources: only what differs between the two manifests is sent.
  if (!isBuiltIn(target.group) && !mergeCustom) return mergePatchBetween(before, next);
  const body = mergePatchBetween(now, threeWayMerge(target.kind, before, next, now));
  if (body === undefined) return undefined;
  const metadata = {
    ...(body['metadata'] as JsonObject | undefined),
    resourceVersion: live.metadata.resourceVersion ?? '',
  };
  return { ...body, metadata };
}
