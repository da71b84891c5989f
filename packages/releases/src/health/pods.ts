import type { KubernetesObject } from '@violet/machinery';

interface ContainerStatus {
  image?: string;
  name?: string;
  state?: { waiting?: { reason?: string; message?: string } };
}

const imageReasons = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
]);

/** An image that a pod waits for in vain: which, and in the kubelet's word why. */
export interface MissingImage {
  image: string;
  reason: string;
}

export function missingImage(pod: KubernetesObject): MissingImage | undefined {
  const status = (pod.status ?? {}) as Record<string, ContainerStatus[] | undefined>;
  const spec = (pod.spec ?? {}) as Record<string, { name?: string; image?: string }[] | undefined>;
  for (const [statuses, containers] of [
    ['initContainerStatuses', 'initContainers'],
    ['containerStatuses', 'containers'],
  ] as const) {
    for (const container of status[statuses] ?? []) {
      const reason = container.state?.waiting?.reason ?? '';
      if (!imageReasons.has(reason)) continue;
      const declared = spec[containers]?.find(({ name }) => name === container.name)?.image;
      return { image: declared ?? container.image ?? '', reason };
    }
  }
  return undefined;
}

/** Whether a workload's selector (`matchLabels` only; none selects nothing) finds a pod. */
export function selectsPod(workload: KubernetesObject, pod: KubernetesObject): boolean {
  if (workload.metadata.namespace !== pod.metadata.namespace) return false;
  if (workload.kind === 'Pod') return workload.metadata.name === pod.metadata.name;
  const { selector } = (workload.spec ?? {}) as { selector?: { matchLabels?: Record<string, string> } };
  const wanted = Object.entries(selector?.matchLabels ?? {});
  const labels = pod.metadata.labels ?? {};
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
