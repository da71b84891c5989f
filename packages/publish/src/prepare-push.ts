import type { Registry } from '@violet/oci';
import { attempt, type PackageWork, plansOf } from './package-work.ts';
import { findElsewhere } from './plan/find-elsewhere.ts';
import { chartInRegistry } from './plan/plan-chart.ts';
import { type PackagePlan, planPackage } from './plan/plan-package.ts';
import { settleClashes } from './plan/settle-clashes.ts';
import { chartRepoOf, defaultConcurrency, objectOptions, type PushOptions } from './push-options.ts';

/**
 * Plans all packages, and asks registry and clusters whether they can be pushed. Changes nothing anywhere; a package that
 * cannot be pushed has its failure. Thrown is what keeps all of them.
 */
export async function preparePush(options: PushOptions): Promise<PackageWork[]> {
  const works = options.files.map((file): PackageWork => ({ file, pushedImages: 0, clusters: [], notes: [] }));
  for (const work of works) {
    options.signal?.throwIfAborted();
    await attempt(work, () => plan(work, works, options));
  }
  await greet(plansOf(works), options.registry);
  for (const work of works) {
    options.signal?.throwIfAborted();
    await attempt(work, () => requireTaken(work, options));
  }
  const clashes = settleClashes(plansOf(works));
  for (const work of works) {
    await attempt(work, async () => {
      const clash = work.plan && clashes.get(work.plan);
      if (clash !== undefined) throw clash;
      await requireBases(work, works, options);
    });
  }
  return works;
}

async function plan(work: PackageWork, works: readonly PackageWork[], options: PushOptions): Promise<void> {
  const made = await planPackage(work.file, { chartRepo: chartRepoOf(options), prefix: options.repositoryPrefix });
  const same = works.find(({ plan: other }) => other?.contents === made.contents);
  if (same !== undefined) {
    work.sameAs = same;
    return;
  }
  work.plan = made;
  options.onEvent?.({ type: 'planned', package: work.file.path, images: made.images.length, bytes: made.bytes });
}

/** Told of all repositories before the first request, the registry's client asks for one token for many of them. */
async function greet(plans: readonly PackagePlan[], registry: Registry): Promise<void> {
  registry.foresee([...new Set(plans.flatMap(({ images }) => images.map(({ repository }) => repository)))]);
  await registry.ping();
}

/** Throws where the platform, or its chart repository, would not take the package. */
async function requireTaken({ file, plan: made }: PackageWork, options: PushOptions): Promise<void> {
  if (made === undefined) return;
  // What knows the platform's kinds is loaded where there is a platform: images alone are on their way sooner without it.
  const { cluster } = options;
  const objects = objectOptions(file, options);
  if (objects !== undefined) {
    const { requirePublishable } = await import('./objects/package-objects.ts');
    await requirePublishable(made, objects);
  } else if (made.chart !== undefined && cluster !== undefined) {
    const { requireChartRepo } = await import('./objects/chart-publication.ts');
    await requireChartRepo(cluster, made.chart.repo);
  }
  if (options.force !== true) await findChart(made, options.registry);
}

/** A version of a chart is one content for ever; what has it already is not replaced by the same under other words. */
async function findChart({ chart, artifact }: PackagePlan, registry: Registry): Promise<void> {
  const sameAs = chart && (await chartInRegistry(chart, artifact, registry));
  if (sameAs !== undefined) artifact.sameAs = sameAs;
}

async function requireBases(
  { plan: made }: PackageWork,
  works: readonly PackageWork[],
  { registry, concurrency = defaultConcurrency, skipPush }: PushOptions,
): Promise<void> {
  if (made === undefined || skipPush === true || made.file.lacking.size === 0) return;
  await findElsewhere(made, plansOf(works), registry, concurrency);
}
