import type { OnPushEvent } from '../events.ts';
import type { BlobJob } from './blob-jobs.ts';

/** What of the blobs is in the registry by now. */
export interface TransferProgress {
  /** So many bytes of a blob are there; `sent` more of them went over the wire since the last word. */
  report(job: BlobJob, bytes: number, sent?: number): void;
}

/** Tells the bytes of all blobs, each once; the sum never goes back. */
export function createTransferProgress(jobs: readonly BlobJob[], onEvent: OnPushEvent): TransferProgress {
  const totalBytes = jobs.reduce((sum, job) => sum + job.size, 0);
  const known = new Map<BlobJob, number>();
  let bytesThere = 0;
  let sentBytes = 0;
  onEvent({ type: 'transfer-started', blobs: jobs.length, bytes: totalBytes });
  return {
    report(job, bytes, sent = 0) {
      const before = known.get(job) ?? 0;
      sentBytes += sent;
      if (bytes <= before) return;
      known.set(job, bytes);
      bytesThere += bytes - before;
      onEvent({ type: 'transferred', bytes: bytesThere, sentBytes: Math.min(sentBytes, bytesThere), totalBytes });
    },
  };
}
