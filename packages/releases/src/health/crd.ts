import type { KubernetesObject } from '@violet/machinery';

interface CrdStatus {
  conditions?: { type: string; status: string }[];
}

/** Helm goes on when the names were refused, too: waiting would not help. */
export function crdIsEstablished(crd: KubernetesObject): boolean {
  const { conditions = [] } = (crd.status ?? {}) as CrdStatus;
  return conditions.some(
    ({ type, status }) =>
      (type === 'Established' && status === 'True') || (type === 'NamesAccepted' && status === 'False'),
  );
}
