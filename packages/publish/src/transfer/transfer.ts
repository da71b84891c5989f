import { Failure, isFailure } from '@violet/machinery';
import type { Registry } from '@violet/oci';
import type { PackagePlan, PlannedImage } from '../plan/plan-package.ts';
import { type BlobJob, blobJobs } from './blob-jobs.ts';
import { eachImage, imageName } from './each-image.ts';
import { missingImages } from './missing-images.ts';
import { runBounded } from './run-bounded.ts';
import type { TransferOptions } from './transfer-options.ts';

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

  async function run(job: BlobJob): Promise<void> {
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
  }

  await Promise.all(queuesOf(jobs).map(({ limit = concurrency, queue }) => runBounded(queue, limit, run)));
  return failures;
}

/** One queue for all; beside it one, of one at a time, for each package that can only be read as a stream. */
function queuesOf(jobs: readonly BlobJob[]): { queue: readonly BlobJob[]; limit?: number }[] {
  const streams = new Set(jobs.map(({ file }) => file).filter(({ isStream }) => isStream));
  return [
    { queue: jobs.filter(({ file }) => !file.isStream) },
    ...[...streams].map((stream) => ({ queue: jobs.filter(({ file }) => file === stream), limit: 1 })),
  ];
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

function isOfThePackage(failure: Failure): boolean {
  return failure.reason === 'DigestMismatch' || failure.reason === 'SizeMismatch' || failure.reason === 'Damaged';
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
