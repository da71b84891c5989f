import { eachAtOnce, Failure } from '@violet/machinery';
import type { Registry } from '@violet/oci';
import type { PackagePlan, PlannedImage } from '../plan/plan-package.ts';
import { isOfTheRegistry } from './blame.ts';
import { type BlobJob, blobJobs } from './blob-jobs.ts';
import { blobQueues } from './blob-queues.ts';
import { eachImage, imageName } from './each-image.ts';
import { missingImages } from './missing-images.ts';
import { pacedRegistry } from './paced-registry.ts';
import { sendBlob } from './send-blob.ts';
import type { TransferOptions } from './transfer-options.ts';
import { createTransferProgress } from './transfer-progress.ts';
import { hintAtHash } from './unknown-hash.ts';

export interface TransferResult {
  /** Absent where all of the package's images are in the registry. */
  failures: Map<PackagePlan, Failure>;
  pushedImages: Map<PackagePlan, number>;
  /** What a report should say of a package though nothing failed by it. */
  notes: Map<PackagePlan, string[]>;
}

/**
 * Brings the images of all packages to the registry: blobs first, each once; then the manifests of each image, the root
 * last and under its tag. A package whose own bytes are wrong, or whose repositories are refused, fails alone; a registry
 * that fails ends the rest.
 */
export async function transfer(
  plans: readonly PackagePlan[],
  unpaced: Registry,
  options: TransferOptions,
): Promise<TransferResult> {
  const registry = pacedRegistry(unpaced, options);
  const { missing, failures } = await missingImages(plans, registry, options);
  const sent = await sendBlobs(blobJobs(missing), registry, options);
  for (const [plan, failure] of sent.failures) failures.set(plan, failure);
  const pushedImages = new Map<PackagePlan, number>();
  let { registryFailure } = sent;
  await eachImage(missing, options, async (plan, image) => {
    if (failures.has(plan)) return;
    try {
      if (registryFailure !== undefined) throw registryFailure;
      await putManifests(image, registry);
    } catch (error) {
      const failure = asFailure(error);
      if (isOfTheRegistry(failure)) registryFailure ??= failure;
      failures.set(plan, failure);
      return;
    }
    pushedImages.set(plan, (pushedImages.get(plan) ?? 0) + 1);
    options.onEvent({ type: 'image', package: plan.file.path, image: imageName(registry, image), outcome: 'pushed' });
  });
  return { failures, pushedImages, notes: sent.notes };
}

interface SentBlobs {
  failures: Map<PackagePlan, Failure>;
  notes: Map<PackagePlan, string[]>;
  /** After which nothing more was sent. */
  registryFailure: Failure | undefined;
}

async function sendBlobs(jobs: readonly BlobJob[], registry: Registry, options: TransferOptions): Promise<SentBlobs> {
  const { concurrency, onEvent, signal } = options;
  const failures = new Map<PackagePlan, Failure>();
  const notes = new Map<PackagePlan, string[]>();
  const progress = createTransferProgress(jobs, onEvent);
  let registryFailure: Failure | undefined;

  async function run(job: BlobJob): Promise<void> {
    const there: string[] = [];
    for (const want of job.wants) {
      signal?.throwIfAborted();
      const { plan } = want;
      if (failures.has(plan)) continue;
      const onNote = (note: string) => void notes.set(plan, [...(notes.get(plan) ?? []), note]);
      try {
        if (registryFailure !== undefined) throw registryFailure;
        await sendBlob(registry, { job, want, there, progress, onNote }, options);
      } catch (error) {
        const failure = asFailure(error);
        if (isOfTheRegistry(failure)) registryFailure ??= failure;
        failures.set(plan, failure);
      }
    }
  }

  await Promise.all(blobQueues(jobs).map(({ limit = concurrency, queue }) => eachAtOnce(queue, limit, run)));
  return { failures, notes, registryFailure };
}

async function putManifests(
  { name, repository, reference, digest, contents }: PlannedImage,
  registry: Registry,
): Promise<void> {
  for (const { digest: own, bytes, mediaType } of contents.manifests) {
    const isNamed = own === digest && reference !== digest;
    // Under a tag alone every registry would know it by sha256.
    const [at, tag] = isNamed && own.startsWith('sha256:') ? [reference] : [own, isNamed ? reference : undefined];
    await registry.putManifest(repository, at, bytes, mediaType, tag).catch((error) => {
      throw hintAtHash(error, own, name);
    });
  }
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
