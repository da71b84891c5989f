import { describePackage } from '@violet/archive';
import { isDigest, type Registry } from '@violet/oci';
import { foreseeObjects } from '../objects/foresee-objects.ts';
import type { PlannedObject } from '../objects/planned-object.ts';
import { attempt, type PackageWork, plansOf } from '../package-work.ts';
import type { PackagePlan, PlannedImage } from '../plan/plan-package.ts';
import { preparePush } from '../prepare-push.ts';
import { chartRepoOf, objectOptions, type PushOptions, transferOptions } from '../push-options.ts';
import { requireImages } from '../require-images.ts';
import { blobJobs } from '../transfer/blob-jobs.ts';
import { missingImages } from '../transfer/missing-images.ts';
import {
  type PlanDestination,
  type PlannedManifest,
  type PlannedPackage,
  type PlanSettings,
  type PushPlan,
  planApiVersion,
  planKind,
} from './push-plan.ts';
import { surveyBlobs } from './survey-blobs.ts';
import { clusterTotals, registryTotals } from './totals.ts';

/** Where a plan is for, as a person named it. */
export type PlanPlace = Pick<PlanDestination, 'platform' | 'destRepo'>;

/**
 * What `pushPackages` would do with the same options: asks the registry and the clusters what is there, and changes
 * nothing. A package that would be refused says why.
 */
export async function planPush(options: PushOptions, place: PlanPlace = {}): Promise<PushPlan> {
  const { registry } = options;
  const works = await preparePush(options);
  const missing = await findMissing(works, options);
  const asking = { ...transferOptions(options), onEvent: () => undefined };
  const blobs = await surveyBlobs(blobJobs(missing), registry, asking);
  const packages: PlannedPackage[] = [];
  for (const work of works) packages.push(await plannedPackage(work, missing, options));
  return {
    apiVersion: planApiVersion,
    kind: planKind,
    destination: {
      registry: registry.address,
      ...(options.repositoryPrefix === undefined ? {} : { prefix: options.repositoryPrefix }),
      ...place,
    },
    settings: settingsOf(options),
    packages,
    blobs,
    registry: registryTotals(packages, blobs),
    clusters: clusterTotals(packages),
  };
}

type Missing = ReadonlyMap<PackagePlan, readonly PlannedImage[]>;

async function findMissing(works: readonly PackageWork[], options: PushOptions): Promise<Missing> {
  if (options.skipPush === true) {
    await requireImages(works, options);
    return new Map();
  }
  const asking = { ...transferOptions(options), onEvent: () => undefined };
  const { missing, failures } = await missingImages(plansOf(works), options.registry, asking);
  for (const work of works) {
    const failure = work.plan && failures.get(work.plan);
    if (failure !== undefined) work.failure ??= failure;
  }
  return missing;
}

async function plannedPackage(work: PackageWork, missing: Missing, options: PushOptions): Promise<PlannedPackage> {
  const { plan } = work;
  const objects: PlannedObject[] = [];
  await attempt(work, async () => {
    const asked = objectOptions(work.file, options);
    if (plan !== undefined && asked !== undefined) objects.push(...(await foreseeObjects(plan, asked)));
  });
  const { failure, sameAs } = work;
  const { name, type, version } = describePackage(work.file.manifest);
  const about = { path: work.file.path, name, type, version };
  if (failure !== undefined) {
    const { code, message, hint } = failure;
    const error = { code, message, ...(hint === undefined ? {} : { hint }) };
    return { ...about, ...contentsOf(plan), outcome: 'refused', images: [], objects: [], error };
  }
  if (sameAs !== undefined) {
    const { plan: same, failure: refused } = sameAs;
    const outcome = refused === undefined ? 'unchanged' : 'refused';
    return { ...about, ...contentsOf(same), outcome, sameAs: sameAs.file.path, images: [], objects: [] };
  }
  const images = await plannedManifests(plan, missing, options.registry);
  const isChanged =
    images.some(({ action }) => action === 'push') || objects.some(({ action }) => action !== 'unchanged');
  return { ...about, ...contentsOf(plan), outcome: isChanged ? 'push' : 'unchanged', images, objects };
}

function contentsOf(plan: PackagePlan | undefined): Pick<PlannedPackage, 'contents'> {
  return plan === undefined ? {} : { contents: plan.contents };
}

async function plannedManifests(
  plan: PackagePlan | undefined,
  missing: Missing,
  registry: Registry,
): Promise<PlannedManifest[]> {
  const pushed = new Set(plan && missing.get(plan));
  const planned: PlannedManifest[] = [];
  for (const image of plan?.images ?? []) {
    const { repository, reference, digest, contents } = image;
    const about = { image: `${repository}${isDigest(reference) ? '@' : ':'}${reference}`, digest };
    if (!pushed.has(image)) {
      planned.push({ ...about, action: 'present', requests: 0 });
      continue;
    }
    const found = (await registry.headManifest(repository, reference))?.digest;
    const replaces = found === undefined || found === digest ? {} : { replaces: found };
    planned.push({ ...about, action: 'push', ...replaces, requests: contents.manifests.length });
  }
  return planned;
}

function settingsOf(options: PushOptions): PlanSettings {
  const { operators, skipObjects = false, skipPush = false, force = false } = options;
  const { catalogSource, imagePullSecret, resetBundleVersion = false } = operators ?? {};
  return {
    clusters: [...(operators?.clusters.keys() ?? [])],
    ...(catalogSource === undefined ? {} : { targetCatalogSource: catalogSource }),
    ...(imagePullSecret === undefined ? {} : { imagePullSecret }),
    resetBundleVersion,
    targetChartrepo: chartRepoOf(options),
    skipCrs: skipObjects,
    skipPush,
    force,
  };
}
