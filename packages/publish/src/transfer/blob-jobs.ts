import type { PackageFile } from '@violet/archive';
import type { PackagePlan, PlannedImage } from '../plan/plan-package.ts';

/** One blob on its way: sent to one repository, mounted in the others. */
export interface BlobJob {
  digest: string;
  size: number;
  /** The packages that need it, in order; those that have it before those that leave it to another one. */
  wants: BlobWant[];
}

export interface BlobWant {
  plan: PackagePlan;
  repositories: readonly string[];
  /** The file that has it. Absent: a repository of the registry has it, which the plan knows. */
  source?: PackageFile;
}

/**
 * Every blob of the images once, over all packages. The order is that of the packages and of each file, so that a package
 * that can only be read as a stream is read in one pass.
 */
export function blobJobs(missing: ReadonlyMap<PackagePlan, readonly PlannedImage[]>): BlobJob[] {
  const jobs = new Map<string, BlobJob>();
  const wanted = new Map([...missing].map(([plan, images]) => [plan, wantedBlobs(images)]));
  for (const [plan, blobs] of wanted) {
    for (const digest of plan.file.digests()) {
      const blob = blobs.get(digest);
      if (blob === undefined) continue;
      const job = jobs.get(digest) ?? { digest, size: blob.size, wants: [] };
      job.wants.push({ plan, repositories: [...blob.repositories], source: plan.file });
      jobs.set(digest, job);
    }
  }
  for (const [plan, blobs] of wanted) {
    for (const [digest, { size, repositories }] of blobs) {
      if (plan.file.sizeOf(digest) !== undefined) continue;
      const job = jobs.get(digest) ?? { digest, size, wants: [] };
      const source = job.wants[0]?.source;
      job.wants.push({ plan, repositories: [...repositories], ...(source === undefined ? {} : { source }) });
      jobs.set(digest, job);
    }
  }
  return [...jobs.values()];
}

interface WantedBlob {
  size: number;
  repositories: Set<string>;
}

function wantedBlobs(images: readonly PlannedImage[]): Map<string, WantedBlob> {
  const wanted = new Map<string, WantedBlob>();
  for (const { repository, contents } of images) {
    for (const { digest, size } of contents.blobs) {
      const blob = wanted.get(digest) ?? { size, repositories: new Set() };
      blob.repositories.add(repository);
      wanted.set(digest, blob);
    }
  }
  return wanted;
}
