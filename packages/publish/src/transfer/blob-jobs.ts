import type { PackagePlan, PlannedImage } from '../plan/plan-package.ts';

/** One blob on its way: sent to one repository, mounted in the others. */
export interface BlobJob {
  digest: string;
  size: number;
  /** The packages that need it, and have it, in order. */
  wants: BlobWant[];
}

export interface BlobWant {
  plan: PackagePlan;
  repositories: readonly string[];
}

/**
 * Every blob of the images once, over all packages. The order is that of the packages and of each file, so that a package
 * that can only be read as a stream is read in one pass.
 */
export function blobJobs(missing: ReadonlyMap<PackagePlan, readonly PlannedImage[]>): BlobJob[] {
  const jobs = new Map<string, BlobJob>();
  for (const [plan, images] of missing) {
    const wanted = new Map<string, Set<string>>();
    for (const image of images) {
      for (const { digest } of image.contents.blobs) {
        const repositories = wanted.get(digest) ?? new Set();
        wanted.set(digest, repositories.add(image.repository));
      }
    }
    for (const digest of plan.file.digests()) {
      const repositories = wanted.get(digest);
      if (repositories === undefined) continue;
      const job = jobs.get(digest) ?? { digest, size: plan.file.sizeOf(digest) ?? 0, wants: [] };
      job.wants.push({ plan, repositories: [...repositories] });
      jobs.set(digest, job);
    }
  }
  return [...jobs.values()];
}
