import { Failure, isFailure } from '@violet/machinery';
import type { Registry } from '@violet/oci';
import type { OnPushEvent } from '../events.ts';
import type { PackagePlan, PlannedImage } from '../plan/plan-package.ts';
import { type BlobJob, blobJobs } from './blob-jobs.ts';
import { runBounded } from './run-bounded.ts';

export interface TransferOptions {
  /** Blobs, and images, that are under way at the same time. */
  concurrency: number;
  /** Send manifests again even where the registry has them. */
  force: boolean;
  onEvent: OnPushEvent;
  signal?: AbortSignal | undefined;
}

export interface TransferResult {
  /** Absent where all of the package's images are in the registry. */
  failures: Map<PackagePlan, Failure>;
  pushedImages: Map<PackagePlan, number>;
}

/**
 * Brings the images of all packages to the registry: blobs first, each once; then the manifests of each image, the root
 * last and under its tag. A package whose own bytes are wrong fails alone; a registry that fails ends the rest.
 */
export async function transfer(
  plans: readonly PackagePlan[],
  registry: Registry,
  options: TransferOptions,
): Promise<TransferResult> {
  const missing = await missingImages(plans, registry, options);
  const jobs = blobJobs(missing);
  const failures = await sendBlobs(jobs, registry, options);
  const pushedImages = new Map<PackagePlan, number>();
  await eachImage(missing, options, async (plan, image) => {
    if (failures.has(plan)) return;
    try {
      await putManifests(image, registry);
    } catch (error) {
      failures.set(plan, asFailure(error));
      return;
    }
    pushedImages.set(plan, (pushedImages.get(plan) ?? 0) + 1);
    options.onEvent({ type: 'image', package: plan.file.path, image: imageName(registry, image), outcome: 'pushed' });
  });
  return { failures, pushedImages };
}

/** The images of each package that the registry does not have. One request an image. */
export async function missingImages(
  plans: readonly PackagePlan[],
  registry: Registry,
  options: TransferOptions,
): Promise<Map<PackagePlan, PlannedImage[]>> {
  const missing = new Map<PackagePlan, PlannedImage[]>(plans.map((plan) => [plan, []]));
  const all = new Map(plans.map((plan) => [plan, plan.images]));
  await eachImage(all, options, async (plan, image) => {
    const found = options.force ? undefined : await registry.headManifest(image.repository, image.reference);
    if (found?.digest !== image.digest) missing.get(plan)?.push(image);
    else {
      options.onEvent({
        type: 'image',
        package: plan.file.path,
        image: imageName(registry, image),
        outcome: 'present',
      });
    }
  });
  return missing;
}

async function sendBlobs(
  jobs: readonly BlobJob[],
  registry: Registry,
  { concurrency, onEvent, signal }: TransferOptions,
): Promise<Map<PackagePlan, Failure>> {
  const failures = new Map<PackagePlan, Failure>();
  const totalBytes = jobs.reduce((sum, job) => sum + job.size, 0);
  const sent = new Map<BlobJob, number>();
  let sentBytes = 0;
  let registryFailure: Failure | undefined;
  onEvent({ type: 'transfer-started', blobs: jobs.length, bytes: totalBytes });

  function report(job: BlobJob, bytes: number): void {
    const before = sent.get(job) ?? 0;
    if (bytes <= before) return;
    sent.set(job, bytes);
    sentBytes += bytes - before;
    onEvent({ type: 'transferred', bytes: sentBytes, totalBytes });
  }

  await runBounded(jobs, concurrency, async (job) => {
    signal?.throwIfAborted();
    if ([...job.plans].every((plan) => failures.has(plan))) return;
    try {
      if (registryFailure !== undefined) throw registryFailure;
      await sendBlob(job, registry, (bytes) => report(job, bytes));
      report(job, job.size);
    } catch (error) {
      const failure = asFailure(error);
      if (!isOfThePackage(failure)) registryFailure ??= failure;
      for (const plan of job.plans) if (!failures.has(plan)) failures.set(plan, failure);
    }
  });
  return failures;
}

async function sendBlob(job: BlobJob, registry: Registry, onProgress: (bytes: number) => void): Promise<void> {
  const [first = '', ...others] = job.repositories;
  const { digest, size, file } = job;
  const open = (offset: number) => file.openBlob(digest, offset);
  try {
    if ((await registry.headBlob(first, digest)) === undefined) {
      await registry.uploadBlob(first, { digest, size, open, onProgress });
    }
    for (const repository of others) await registry.uploadBlob(repository, { digest, size, open, mountFrom: first });
  } catch (error) {
    // The registry judges digests; where it refuses the bytes, it is worth knowing whether they were wrong from the start.
    if (isFailure(error, 'BadRequest', 'Invalid')) await file.verifyBlob(digest);
    throw error;
  }
}

async function putManifests(
  { repository, reference, digest, contents }: PlannedImage,
  registry: Registry,
): Promise<void> {
  for (const manifest of contents.manifests) {
    const at = manifest.digest === digest ? reference : manifest.digest;
    await registry.putManifest(repository, at, manifest.bytes, manifest.mediaType);
  }
}

async function eachImage(
  images: ReadonlyMap<PackagePlan, readonly PlannedImage[]>,
  { concurrency, signal }: TransferOptions,
  task: (plan: PackagePlan, image: PlannedImage) => Promise<void>,
): Promise<void> {
  const pairs = [...images].flatMap(([plan, own]) => own.map((image) => [plan, image] as const));
  await runBounded(pairs, concurrency, async ([plan, image]) => {
    signal?.throwIfAborted();
    await task(plan, image);
  });
}

export function imageName(registry: Registry, { repository, reference }: PlannedImage): string {
  return `${registry.address}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
}

function isOfThePackage(failure: Failure): boolean {
  return failure.reason === 'DigestMismatch' || failure.reason === 'SizeMismatch' || failure.reason === 'Damaged';
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
