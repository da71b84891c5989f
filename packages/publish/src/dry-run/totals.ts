import type { ClusterTotals, PlannedBlob, PlannedPackage, RegistryTotals } from './push-plan.ts';

export function registryTotals(packages: readonly PlannedPackage[], blobs: readonly PlannedBlob[]): RegistryTotals {
  const images = packages.flatMap((one) => one.images);
  const sent = blobs.filter(({ action }) => action === 'send');
  return {
    bytes: sum(sent, ({ size, continuesAt = 0 }) => size - continuesAt),
    requests: sum([...images, ...blobs], ({ requests }) => requests),
    images: { push: count(images, 'push'), present: count(images, 'present') },
    blobs: { send: sent.length, mount: count(blobs, 'mount'), present: count(blobs, 'present') },
  };
}

export function clusterTotals(packages: readonly PlannedPackage[]): ClusterTotals[] {
  const objects = packages.flatMap((one) => one.objects);
  return [...new Set(objects.map(({ cluster }) => cluster))].map((name) => {
    const own = objects.filter(({ cluster }) => cluster === name);
    return {
      name,
      objects: { create: count(own, 'create'), update: count(own, 'update'), unchanged: count(own, 'unchanged') },
      requests: sum(own, ({ requests }) => requests),
    };
  });
}

function count<A extends string>(planned: readonly { action: A }[], wanted: A): number {
  return planned.filter(({ action }) => action === wanted).length;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
