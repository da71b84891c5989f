import type { KubernetesObject } from '@violet/machinery';
import type { AdmissionRequest } from './admission.ts';

/** The Pod that a request creates; undefined for every other request. */
export function createdPod({ operation, kind, target, object }: AdmissionRequest): KubernetesObject | undefined {
  const isPod = kind.collection.id === 'pods' && target.subresource === undefined;
  return operation === 'CREATE' && isPod ? object : undefined;
}
