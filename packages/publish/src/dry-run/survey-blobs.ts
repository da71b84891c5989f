import { eachAtOnce } from '@violet/machinery';
import type { Registry } from '@violet/oci';
import type { BlobJob, BlobWant } from '../transfer/blob-jobs.ts';
import type { TransferOptions } from '../transfer/transfer-options.ts';
import type { PlannedBlob } from './push-plan.ts';

/** What the registry's client sends in one request. */
const chunkBytes = 64 * 1024 * 1024;

/** Asks the registry what would become of each blob. Sends nothing. */
export async function surveyBlobs(
  jobs: readonly BlobJob[],
  registry: Registry,
  options: TransferOptions,
): Promise<PlannedBlob[]> {
  const surveyed = new Map<BlobJob, PlannedBlob[]>();
  await eachAtOnce(jobs, options.concurrency, async (job) => {
    options.signal?.throwIfAborted();
    surveyed.set(job, await surveyBlob(job, registry, options));
  });
  return jobs.flatMap((job) => surveyed.get(job) ?? []);
}

async function surveyBlob(job: BlobJob, registry: Registry, options: TransferOptions): Promise<PlannedBlob[]> {
  const planned = new Map<string, PlannedBlob>();
  for (const want of job.wants) {
    for (const repository of want.repositories) {
      if (planned.has(repository)) continue;
      const [from] = planned.keys();
      const blob = { digest: job.digest, size: job.size, repository };
      planned.set(
        repository,
        from === undefined ? await first(blob, want, { registry, options }) : mounted(blob, from),
      );
    }
  }
  return [...planned.values()];
}

type Blob = Pick<PlannedBlob, 'digest' | 'size' | 'repository'>;

/** In the first of its repositories: the others have it from there. */
async function first(
  blob: Blob,
  { plan }: BlobWant,
  { registry, options: { memory } }: { registry: Registry; options: TransferOptions },
): Promise<PlannedBlob> {
  const { digest, size, repository } = blob;
  if ((await registry.headBlob(repository, digest)) !== undefined) return { ...blob, action: 'present', requests: 0 };
  const elsewhere = plan.elsewhere.get(digest);
  if (elsewhere !== undefined) return mounted(blob, elsewhere);
  const remembered = memory?.repositoryOf(registry.address, digest);
  if (remembered !== undefined && (await registry.headBlob(remembered, digest)) !== undefined) {
    return mounted(blob, remembered);
  }
  const continuesAt = memory?.upload({ registry: registry.address, repository, digest })?.offset ?? 0;
  const chunks = Math.max(1, Math.ceil((size - continuesAt) / chunkBytes));
  if (continuesAt > 0) return { ...blob, action: 'send', continuesAt, requests: chunks };
  return { ...blob, action: 'send', requests: 1 + chunks };
}

function mounted(blob: Blob, from: string): PlannedBlob {
  return { ...blob, action: 'mount', from, requests: 1 };
}
