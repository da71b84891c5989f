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
    const wantOf = ownWants(plan);
    for (const digest of plan.file.digests()) {
      const blob = blobs.get(digest);
      if (blob !== undefined) add(jobs, blob, wantOf(blob.repositories));
    }
  }
  for (const [plan, blobs] of wanted) {
    for (const [digest, blob] of blobs) {
      if (plan.file.find(digest) !== undefined) continue;
      const source = jobs.get(digest)?.wants[0]?.source;
      add(jobs, blob, { plan, repositories: blob.repositories, ...(source === undefined ? {} : { source }) });
    }
  }
  return [...jobs.values()];
}

/** A list that grows from nothing has room for many: of tens of thousands nearly each has one. */
function add(jobs: Map<string, BlobJob>, { digest, size }: WantedBlob, want: BlobWant): void {
  const job = jobs.get(digest);
  if (job === undefined) jobs.set(digest, { digest, size, wants: [want] });
  else job.wants.push(want);
}

/** Of blobs that the package has. Most are for one repository: those of an image share what is wanted. */
function ownWants(plan: PackagePlan): (repositories: readonly string[]) => BlobWant {
  const single = new Map<string, BlobWant>();
  return (repositories) => {
    const [repository = '', ...others] = repositories;
    const known = others.length === 0 ? single.get(repository) : undefined;
    const want = known ?? { plan, repositories, source: plan.file };
    if (others.length === 0) single.set(repository, want);
    return want;
  };
}

interface WantedBlob {
  digest: string;
  size: number;
  repositories: readonly string[];
}

function wantedBlobs(images: readonly PlannedImage[]): Map<string, WantedBlob> {
  const wanted = new Map<string, WantedBlob>();
  for (const { repository, contents } of images) {
    for (const { digest, size } of contents.blobs) {
      const known = wanted.get(digest)?.repositories ?? [];
      if (!known.includes(repository)) wanted.set(digest, { digest, size, repositories: [...known, repository] });
    }
  }
  return wanted;
}
