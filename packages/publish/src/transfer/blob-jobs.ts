import type { PackageFile } from '@violet/archive';
import type { PackagePlan, PlannedImage } from '../plan/plan-package.ts';

/** One blob on its way: sent to the first repository, mounted in the others. */
export interface BlobJob {
  digest: string;
  size: number;
  /** A package that has it. */
  file: PackageFile;
  repositories: string[];
  /** All packages that need it. */
  plans: Set<PackagePlan>;
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
      const job = jobs.get(digest);
      if (job === undefined) jobs.set(digest, newJob(digest, plan, repositories));
      else {
        job.plans.add(plan);
        job.repositories = [...new Set([...job.repositories, ...repositories])];
      }
    }
  }
  return [...jobs.values()];
}

function newJob(digest: string, plan: PackagePlan, repositories: Set<string>): BlobJob {
  const size = plan.file.sizeOf(digest) ?? 0;
  return { digest, size, file: plan.file, repositories: [...repositories], plans: new Set([plan]) };
}
