import type { KubernetesObject } from '@violet/machinery';

interface CrdStatus {
  /** An API server writes null at first. */
  conditions?: { type: string; status: string }[] | null;
}

/** Helm goes on when the names were refused, too: waiting would not help. */
export function crdIsEstablished(crd: KubernetesObject): boolean {
  const { conditions } = (crd.status ?? {}) as CrdStatus;
  return (conditions ?? []).some(
    ({ type, status }) =>
      (type === 'Established' && status === 'True') || (type === 'NamesAccepted' && status === 'False'),
  );
}
