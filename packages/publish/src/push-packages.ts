import { describePackage } from '@violet/archive';
import { Failure } from '@violet/machinery';
import { type ClusterOutcome, failureOf, messagesOf } from './objects/cluster-outcome.ts';
import { attempt, type PackageWork, plansOf } from './package-work.ts';
import { preparePush } from './prepare-push.ts';
import { objectOptions, type PushOptions, transferOptions } from './push-options.ts';
import { requireImages } from './require-images.ts';
import { transfer } from './transfer/transfer.ts';

export interface PackageReport {
  path: string;
  name: string;
  type: string;
  version: string;
  /** `unchanged`: all of it was there. */
  outcome: 'pushed' | 'unchanged' | 'failed';
  /** The path of another file that holds the same package, which was pushed in its place. */
  sameAs?: string;
  images: { total: number; pushed: number };
  /** What happened to the package's objects, in the product's words. */
  objects: string[];
  /** The same by cluster; empty where no object was to be written, or none could be. */
  clusters: ClusterOutcome[];
  /** What one should know of it though nothing failed by it. */
  notes: string[];
  failure?: Failure;
}

/**
 * Pushes packages: plans all of them, brings their images to the registry in one queue, then writes the objects of each
 * package whose images are all there. One package's failure does not stop the others. The same push again changes nothing.
 */
export async function pushPackages(options: PushOptions): Promise<PackageReport[]> {
  const works = await preparePush(options);
  if (options.skipPush === true) await requireImages(works, options);
  else await transferImages(works, options);
  options.signal?.throwIfAborted();
  failDependents(works);
  for (const work of works) {
    await attempt(work, () => publish(work, options));
    options.onEvent?.({ type: 'package', package: work.file.path, outcome: outcomeOf(work.sameAs ?? work) });
  }
  return works.map(reportOf);
}

async function transferImages(works: readonly PackageWork[], options: PushOptions): Promise<void> {
  const { failures, pushedImages, notes } = await transfer(plansOf(works), options.registry, transferOptions(options));
  for (const work of works) {
    const { plan } = work;
    if (plan === undefined) continue;
    const failure = failures.get(plan);
    if (failure !== undefined) work.failure = failure;
    work.pushedImages = pushedImages.get(plan) ?? 0;
    work.notes = notes.get(plan) ?? [];
  }
}

/** Where one package brings an image of another one too, both fail. */
function failDependents(works: readonly PackageWork[]): void {
  const failed = new Map(works.flatMap(({ plan, failure }) => (plan && failure ? [[plan, failure] as const] : [])));
  for (const work of works) {
    const base = [...(work.plan?.dependsOn ?? [])].find((plan) => failed.has(plan));
    if (base === undefined) continue;
    const message = `${work.file.path}: images of it would have come with ${base.file.path}, which failed`;
    work.failure ??= new Failure('Conflict', message, { cause: failed.get(base) });
  }
}

async function publish(work: PackageWork, options: PushOptions): Promise<void> {
  const objects = objectOptions(work.file, options);
  if (work.plan === undefined || objects === undefined) return;
  const { writeObjects } = await import('./objects/package-objects.ts');
  work.clusters = await writeObjects(work.plan, objects);
  for (const message of messagesOf(work.clusters)) {
    options.onEvent?.({ type: 'object', package: work.file.path, message });
  }
  const failure = failureOf(work.clusters);
  if (failure !== undefined) throw failure;
}

function reportOf(work: PackageWork): PackageReport {
  const { file, sameAs } = work;
  const { plan, pushedImages, clusters, notes, failure } = sameAs ?? work;
  const { name, type, version } = describePackage(file.manifest);
  return {
    path: file.path,
    name,
    type,
    version,
    outcome: outcomeOf(sameAs ?? work),
    ...(sameAs === undefined ? {} : { sameAs: sameAs.file.path }),
    images: { total: plan?.images.length ?? 0, pushed: pushedImages },
    objects: messagesOf(clusters),
    clusters,
    notes,
    ...(failure === undefined ? {} : { failure }),
  };
}

function outcomeOf({ failure, pushedImages, clusters }: PackageWork): PackageReport['outcome'] {
  if (failure !== undefined) return 'failed';
  const isChanged = pushedImages > 0 || clusters.some(({ outcome }) => outcome === 'updated');
  return isChanged ? 'pushed' : 'unchanged';
}
