import { eachAtOnce } from '@violet/machinery';
import type { Registry } from '@violet/oci';
import type { BlobJob, BlobWant } from '../transfer/blob-jobs.ts';
import { repositoryOfUpload } from '../transfer/remembered-upload.ts';
import type { TransferOptions } from '../transfer/transfer-options.ts';
import type { PlannedBlob } from './push-plan.ts';
import { uploadRequests } from './upload-requests.ts';

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

/** As `sendBlob` goes about it: it goes to one repository, and to the others from there. */
async function surveyBlob(job: BlobJob, registry: Registry, options: TransferOptions): Promise<PlannedBlob[]> {
  const planned = new Map<string, PlannedBlob>();
  const { digest, size } = job;
  for (const want of job.wants) {
    const lacking = want.repositories.filter((repository) => !planned.has(repository));
    if (planned.size === 0 && lacking.length > 0) {
      const first = await surveyFirst(job, want, { registry, options });
      planned.set(first.repository, first);
    }
    const [from = ''] = planned.keys();
    for (const repository of lacking.filter((one) => !planned.has(one))) {
      planned.set(repository, mounted({ digest, size, repository }, from));
    }
  }
  return [...planned.values()];
}

async function surveyFirst(
  { digest, size }: BlobJob,
  { plan, repositories }: BlobWant,
  { registry, options: { memory } }: { registry: Registry; options: TransferOptions },
): Promise<PlannedBlob> {
  const begun = repositoryOfUpload(memory, registry.address, digest, repositories);
  const seen = plan.elsewhere.get(digest) ?? memory?.repositoryOf(registry.address, digest);
  const isSeenHere = seen !== undefined && repositories.includes(seen);
  const repository = begun ?? (isSeenHere ? seen : (repositories[0] ?? ''));
  const blob = { digest, size, repository };
  if ((await registry.headBlob(repository, digest)) !== undefined) return { ...blob, action: 'present', requests: 0 };
  const isElsewhere = begun === undefined && seen !== undefined && !isSeenHere;
  if (isElsewhere && (await registry.headBlob(seen, digest)) !== undefined) return mounted(blob, seen);
  const continuesAt = memory?.upload({ registry: registry.address, repository, digest })?.offset;
  const begunAt = continuesAt === undefined ? {} : { continuesAt };
  return { ...blob, action: 'send', ...begunAt, requests: uploadRequests(size, continuesAt) };
}

type Blob = Pick<PlannedBlob, 'digest' | 'size' | 'repository'>;

function mounted(blob: Blob, from: string): PlannedBlob {
  return { ...blob, action: 'mount', from, requests: 1 };
}
