import type { PlannedObject } from '../objects/planned-object.ts';
import type { PlannedBlob, PlannedManifest, PlannedPackage, PushPlan } from './push-plan.ts';

/**
 * Why a plan must not be applied any more: sentences that name what has changed. What is left to do now has to be part of
 * what was planned, and has to replace nothing but what the plan says; so a plan of which a part is done already is still
 * good, and all that is empty.
 */
export function planChanges(planned: PushPlan, now: PushPlan): string[] {
  const elsewhere = destinationChanges(planned, now);
  if (elsewhere.length > 0) return elsewhere;
  return [
    ...planned.packages.flatMap((one) => packageChanges(one, now)),
    ...now.packages.flatMap((one) => strangerChange(one, planned)),
    ...blobChanges(planned.blobs, now.blobs),
  ];
}

function destinationChanges({ destination: was }: PushPlan, { destination: is }: PushPlan): string[] {
  return (['platform', 'registry', 'prefix'] as const).flatMap((part) =>
    was[part] === is[part]
      ? []
      : [`${part}: the plan is for ${was[part] ?? 'none'}, and this is ${is[part] ?? 'none'}`],
  );
}

function packageChanges(was: PlannedPackage, { packages }: PushPlan): string[] {
  if (was.outcome === 'refused' || was.sameAs !== undefined) return [];
  const is = packages.find(({ contents, sameAs }) => contents === was.contents && sameAs === undefined);
  if (is === undefined) {
    const isThere = packages.some(({ path }) => path === was.path);
    return [
      `${was.path} ${isThere ? 'holds another package than' : 'is not among the packages any more as'} when it was planned`,
    ];
  }
  if (is.error !== undefined) return [`${is.path} cannot be pushed any more: ${is.error.message}`];
  return [...imageChanges(was.images, is.images), ...objectChanges(was.objects, is.objects)];
}

function strangerChange({ path, contents, outcome }: PlannedPackage, { packages }: PushPlan): string[] {
  const planned = packages.filter((was) => was.path === path || (contents !== undefined && was.contents === contents));
  if (planned.length === 0) return [`${path} is not in the plan`];
  const wasRefused = planned.every((was) => was.outcome === 'refused');
  return outcome === 'push' && wasRefused ? [`${path} was refused when it was planned`] : [];
}

function imageChanges(was: readonly PlannedManifest[], is: readonly PlannedManifest[]): string[] {
  const before = new Map(was.map((one) => [one.image, one]));
  return is.flatMap(({ image, action, replaces }) => {
    const planned = before.get(image);
    if (action === 'present') return [];
    if (planned?.action !== 'push')
      return [`image ${image} was in the registry when it was planned, and is not any more`];
    if (replaces === undefined || replaces === planned.replaces) return [];
    return [`image ${image} is another one by now (${replaces}), which the plan does not replace`];
  });
}

function objectChanges(was: readonly PlannedObject[], is: readonly PlannedObject[]): string[] {
  const key = ({ cluster, kind, name }: PlannedObject) => `${cluster}/${kind}/${name}`;
  const before = new Map(was.map((one) => [key(one), one]));
  return is.flatMap((object) => {
    const { cluster, kind, name, action, replaces } = object;
    const planned = before.get(key(object));
    const what = `${kind} ${name} on cluster ${cluster}`;
    if (action === 'unchanged') return [];
    if (planned === undefined) return [`${what} is not in the plan`];
    if (planned.action === 'unchanged') return [`${what} has changed since it was planned to leave it as it is`];
    if (action === 'create' && planned.action !== 'create')
      return [`${what} was there when it was planned, and is not any more`];
    if (replaces === undefined || replaces === planned.replaces) return [];
    return [`${what} is another one by now (${replaces}), which the plan does not replace`];
  });
}

/** By digest: which of its repositories is sent a blob, and which ones have it from there, depends on what is there. */
function blobChanges(was: readonly PlannedBlob[], is: readonly PlannedBlob[]): string[] {
  const sent = digestsOf(was, 'send');
  const mounted = digestsOf(was, 'mount');
  const known = digestsOf(was, 'present');
  return is.flatMap(({ digest, repository, action }) => {
    if (action === 'present' || sent.has(digest) || (action === 'mount' && mounted.has(digest))) return [];
    const isGone = known.has(digest) || mounted.has(digest);
    if (!isGone) return [];
    return [`blob ${digest} was in the registry when it was planned, and is not any more in ${repository}`];
  });
}

function digestsOf(blobs: readonly PlannedBlob[], wanted: PlannedBlob['action']): Set<string> {
  return new Set(blobs.flatMap(({ digest, action }) => (action === wanted ? digest : [])));
}
