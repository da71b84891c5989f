import { eachAtOnce, Failure, isFailure } from '@violet/machinery';
import type { Registry } from '@violet/oci';
import type { PackagePlan, PlannedImage } from '../plan/plan-package.ts';
import { isOfTheRegistry } from './blame.ts';
import { type BlobJob, type BlobWant, blobJobs } from './blob-jobs.ts';
import { eachImage, imageName } from './each-image.ts';
import { missingImages } from './missing-images.ts';
import type { TransferOptions } from './transfer-options.ts';

export interface TransferResult {
  /** Absent where all of the package's images are in the registry. */
  failures: Map<PackagePlan, Failure>;
  pushedImages: Map<PackagePlan, number>;
}

/**
 * Brings the images of all packages to the registry: blobs first, each once; then the manifests of each image, the root
 * last and under its tag. A package whose own bytes are wrong, or whose repositories are refused, fails alone; a registry
 * that fails ends the rest.
 */
export async function transfer(
  plans: readonly PackagePlan[],
  registry: Registry,
  options: TransferOptions,
): Promise<TransferResult> {
  const { missing, failures } = await missingImages(plans, registry, options);
  for (const [plan, failure] of await sendBlobs(blobJobs(missing), registry, options)) failures.set(plan, failure);
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
    onEvent({ type: 'transferred', bytes: sentBytes, sentBytes, totalBytes });
  }

  async function run(job: BlobJob): Promise<void> {
    const there: string[] = [];
    for (const want of job.wants) {
      signal?.throwIfAborted();
      if (failures.has(want.plan)) continue;
      try {
        if (registryFailure !== undefined) throw registryFailure;
        await sendBlob(registry, { ...job, ...want, there, onProgress: (bytes) => report(job, bytes) });
        report(job, job.size);
      } catch (error) {
        const failure = asFailure(error);
        if (isOfTheRegistry(failure)) registryFailure ??= failure;
        failures.set(want.plan, failure);
      }
    }
  }

  await Promise.all(queuesOf(jobs).map(({ limit = concurrency, queue }) => eachAtOnce(queue, limit, run)));
  return failures;
}

/** One queue for all; beside it one, of one at a time, for each package that can only be read as a stream. */
function queuesOf(jobs: readonly BlobJob[]): { queue: readonly BlobJob[]; limit?: number }[] {
  const streamOf = ({ wants: [first] }: BlobJob) => (first?.plan.file.isStream ? first.plan.file : undefined);
  const streams = new Set(jobs.map(streamOf).filter((stream) => stream !== undefined));
  return [
    { queue: jobs.filter((job) => streamOf(job) === undefined) },
    ...[...streams].map((stream) => ({ queue: jobs.filter((job) => streamOf(job) === stream), limit: 1 })),
  ];
}

interface BlobOfPackage extends BlobWant {
  digest: string;
  size: number;
  /** Repositories that have it by now. */
  there: string[];
  onProgress(bytes: number): void;
}

/** Brings a blob to the repositories of one package. */
async function sendBlob(
  registry: Registry,
  { digest, size, plan: { file }, repositories, there, onProgress }: BlobOfPackage,
): Promise<void> {
  const open = (offset: number, length: number) => file.openBlob(digest, offset, length);
  try {
    for (const repository of repositories.filter((one) => !there.includes(one))) {
      const [mountFrom] = there;
      if (mountFrom !== undefined) await registry.uploadBlob(repository, { digest, size, open, mountFrom });
      else if ((await registry.headBlob(repository, digest)) === undefined) {
        await registry.uploadBlob(repository, { digest, size, open, onProgress });
      }
      there.push(repository);
    }
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

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
