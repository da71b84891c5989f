import type { AdmissionPlugin } from './admission.ts';

interface Toleration {
  key?: string;
  operator?: string;
  effect?: string;
  tolerationSeconds?: number;
}

const tolerationSeconds = 300;

/** A Pod stays for five minutes on a node that is not ready or not reachable, unless it says otherwise. */
export const defaultTolerations: AdmissionPlugin = {
  mutate({ operation, kind, target, object }) {
    if (operation !== 'CREATE' || kind.collection.id !== 'pods' || target.subresource !== undefined) return;
    const spec = object?.spec as { tolerations?: Toleration[] } | undefined;
    if (spec === undefined) return;
    const tolerations = spec.tolerations ?? [];
    const missing = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].filter(
      (key) => !tolerations.some((toleration) => tolerates(toleration, key)),
    );
    spec.tolerations = [
      ...tolerations,
      ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds })),
    ];
  },
};

function tolerates({ key = '', effect = '' }: Toleration, taint: string): boolean {
  return (key === taint || key === '') && (effect === 'NoExecute' || effect === '');
}
