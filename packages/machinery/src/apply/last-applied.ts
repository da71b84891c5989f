import { goJson } from '../go/json.ts';
import { cloneJson, type Json } from '../json.ts';
import type { KubernetesObject } from '../object.ts';
import { compareObjects } from './compare-objects.ts';
import { difference, type FieldSet } from './field-set.ts';
import { fieldsOf } from './fields-of.ts';
import type { MergeType } from './merge-type.ts';
import { trackedOf } from './update-managed-fields.ts';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * What `kubectl apply` (client-side) last set and nobody has changed since: `kubectl apply --server-side` may take it over
 * without a conflict. Undefined where the annotation does not say.
 */
export function lastAppliedFields(
  type: MergeType,
  live: Partial<KubernetesObject>,
  apiVersion: string,
): FieldSet | undefined {
  const applied = parseObject(live.metadata?.annotations?.[annotation]);
  if (applied === undefined || (applied as Partial<KubernetesObject>).apiVersion !== apiVersion) return undefined;
  const { added, modified, removed } = compareObjects(type, applied as Json, trackedOf(live));
  return [modified, added, removed].reduce(difference, fieldsOf(type, applied as Json));
}

/** Keeps the annotation in step, so that client-side apply works afterwards as well. In place. */
export function updateLastApplied(object: Partial<KubernetesObject>, applied: KubernetesObject): void {
  const annotations = object.metadata?.annotations;
  if (annotations === undefined || (annotations[annotation] ?? '') === '') return;
  const copy = cloneJson(applied);
  delete copy.metadata.annotations?.[annotation];
  annotations[annotation] = `${goJson(copy)}\n`;
}

function parseObject(text: string | undefined): object | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
