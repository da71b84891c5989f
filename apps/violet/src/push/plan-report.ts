import type { PlannedPackage, PushPlan } from '@violet/publish';
import { formatBytes } from '../progress/format-bytes.ts';

/** A plan in lines for people: what goes to the registry, then what happens to each package on each cluster. */
export function planLines(plan: PushPlan): string[] {
  return [
    registryLine(plan),
    ...plan.clusters.map(clusterLine),
    ...plan.packages.flatMap(packageLines),
    ...begunLines(plan),
  ];
}

function registryLine({ destination, registry: { bytes, requests, images, blobs } }: PushPlan): string {
  const place =
    destination.prefix === undefined ? destination.registry : `${destination.registry}/${destination.prefix}`;
  return (
    `registry ${place}: ${formatBytes(bytes)} in ${requests} requests; ` +
    `${images.push} images to push (${images.present} there), ` +
    `${blobs.send} blobs to send, ${blobs.mount} to mount (${blobs.present} there)`
  );
}

function clusterLine({ name, objects: { create, update, unchanged }, requests }: PushPlan['clusters'][number]): string {
  return `cluster ${name}: ${requests} requests; ${create} objects to create, ${update} to update (${unchanged} unchanged)`;
}

function packageLines({
  path,
  name,
  type,
  version,
  outcome,
  sameAs,
  images,
  objects,
  error,
}: PlannedPackage): string[] {
  const what = `${type} ${name} ${version}`;
  if (outcome === 'refused') return [`${what}: would be refused: ${error?.message ?? `as ${sameAs ?? path} is`}`];
  if (sameAs !== undefined) return [`${what}: ${path} holds the same package as ${sameAs}`];
  const pushed = images.filter(({ action }) => action === 'push');
  const told =
    outcome === 'unchanged'
      ? 'already exist, would be skipped'
      : `would push ${pushed.length} of ${images.length} images`;
  return [
    `${what}: ${told}`,
    ...pushed.flatMap(({ image, replaces }) =>
      replaces === undefined ? [] : `  replace image ${image} (${replaces})`,
    ),
    ...objects.map(
      ({ cluster, kind, name: object, action, replaces }) =>
        `  ${action === 'unchanged' ? 'leave' : action} ${kind} ${object} on cluster ${cluster}` +
        (replaces === undefined ? '' : ` in place of ${replaces}`),
    ),
  ];
}

/** What pushes that stopped have left. */
function begunLines({ blobs }: PushPlan): string[] {
  return blobs.flatMap(({ digest, repository, size, continuesAt }) =>
    continuesAt === undefined
      ? []
      : `blob ${digest} of ${repository} goes on at ${formatBytes(continuesAt)} of ${formatBytes(size)} or later, where an earlier push stopped`,
  );
}
