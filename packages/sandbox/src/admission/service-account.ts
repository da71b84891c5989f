import type { AdmissionPlugin } from './admission.ts';

interface PodSpec {
  serviceAccountName?: string;
  serviceAccount?: string;
}

/** A Pod that names no service account runs as its namespace's default one. */
export const serviceAccountDefault: AdmissionPlugin = {
  mutate({ operation, kind, target, object }) {
    if (operation !== 'CREATE' || kind.collection.id !== 'pods' || target.subresource !== undefined) return;
    const spec = object?.spec as PodSpec | undefined;
    if (spec === undefined || (spec.serviceAccountName ?? '') !== '') return;
    spec.serviceAccountName = 'default';
    spec.serviceAccount = 'default';
  },
};
