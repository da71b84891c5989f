import type { BlobJob } from './blob-jobs.ts';

/** Of smaller blobs the requests cost more than the bytes. */
const smallBytes = 1024 * 1024;

interface BlobQueue {
  queue: readonly BlobJob[];
  /** Jobs of it that are under way at once; as many as are allowed where it says nothing. */
  limit?: number;
}

/**
 * Queues that run side by side: large blobs, those first that take longest; small ones, that shall not wait for them to the end;
 * and one of one at a time, in the order of the file, for each package that can only be read as a stream.
 */
export function blobQueues(jobs: readonly BlobJob[]): BlobQueue[] {
  const streamOf = ({ wants: [first] }: BlobJob) => (first?.source?.isStream ? first.source : undefined);
  const streams = new Set(jobs.map(streamOf).filter((stream) => stream !== undefined));
  const others = jobs.filter((job) => streamOf(job) === undefined);
  return [
    { queue: others.filter(({ size }) => size > smallBytes).sort(longestFirst) },
    { queue: others.filter(({ size }) => size <= smallBytes) },
    ...[...streams].map((stream) => ({ queue: jobs.filter((job) => streamOf(job) === stream), limit: 1 })),
  ];
}

function longestFirst(one: BlobJob, other: BlobJob): number {
  return other.size - one.size || mounts(other) - mounts(one);
}

function mounts({ wants }: BlobJob): number {
  return wants.reduce((sum, { repositories }) => sum + repositories.length, 0);
}
