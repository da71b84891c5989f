import { Failure, isFailure } from '@violet/machinery';
import type { BlobUpload, Registry } from '@violet/oci';
import type { BlobJob, BlobWant } from './blob-jobs.ts';
import { rememberedUpload, repositoryOfUpload } from './remembered-upload.ts';
import type { TransferOptions } from './transfer-options.ts';
import type { TransferProgress } from './transfer-progress.ts';

export interface BlobOnItsWay {
  job: BlobJob;
  want: BlobWant;
  /** Repositories that have it by now. */
  there: string[];
  progress: TransferProgress;
  /** What the report of the package should say. */
  onNote(note: string): void;
}

/** Brings a blob to the repositories of one package: to one of them, and from there to the others. */
export async function sendBlob(registry: Registry, blob: BlobOnItsWay, options: TransferOptions): Promise<void> {
  const { job, want, there } = blob;
  try {
    const lacking = want.repositories.filter((one) => !there.includes(one));
    if (there.length === 0 && lacking.length > 0) await sendFirst(registry, blob, lacking, options);
    const rest = lacking.filter((one) => !there.includes(one));
    await allOf(rest.map((repository) => sendTo(registry, blob, { repository, mountFrom: there[0] }, options)));
  } catch (error) {
    // The registry judges digests; where it refuses the bytes, it is worth knowing whether they were wrong from the start.
    if (isFailure(error, 'BadRequest', 'Invalid')) await want.source?.verifyBlob(job.digest, options.signal);
    throw error;
  }
}

/** To the repository that an earlier run was sending it to, else from where it was seen last, else to the first. */
async function sendFirst(
  registry: Registry,
  blob: BlobOnItsWay,
  repositories: readonly string[],
  options: TransferOptions,
): Promise<void> {
  const { memory } = options;
  const { digest } = blob.job;
  const begun = repositoryOfUpload(memory, registry.address, digest, repositories);
  const seen = blob.want.plan.elsewhere.get(digest) ?? memory?.repositoryOf(registry.address, digest);
  const isSeenHere = seen !== undefined && repositories.includes(seen);
  const repository = begun ?? (isSeenHere ? seen : (repositories[0] ?? ''));
  const mountFrom = begun === undefined && !isSeenHere ? seen : undefined;
  // What is continued, or mounted, is found to be there by the same request.
  const asks = begun === undefined && mountFrom === undefined;
  if (asks && (await registry.headBlob(repository, digest)) !== undefined) arrived(registry, blob, repository, options);
  else await sendTo(registry, blob, { repository, mountFrom }, options);
}

interface Target {
  repository: string;
  mountFrom: string | undefined;
}

async function sendTo(
  registry: Registry,
  blob: BlobOnItsWay,
  { repository, mountFrom }: Target,
  options: TransferOptions,
): Promise<void> {
  const { job, want } = blob;
  await registry.uploadBlob(repository, {
    digest: job.digest,
    size: job.size,
    open: (offset, length) => openSource(registry, job.digest, want, offset, length),
    ...(mountFrom === undefined ? {} : { mountFrom }),
    ...upload(registry.address, blob, repository, options),
  });
  arrived(registry, blob, repository, options);
}

function openSource(
  { address }: Registry,
  digest: string,
  { plan, source }: BlobWant,
  offset: number,
  length: number,
): AsyncIterable<Uint8Array> {
  if (source !== undefined) return source.openBlob(digest, offset, length);
  throw new Failure(
    'NotFound',
    `${plan.file.path}: ${digest} is in its base, and registry ${address} does not mount it`,
    {
      reason: 'BaseMissing',
      hint: 'Push the base package again, or in the same push.',
    },
  );
}

/** What is told and remembered while a blob is sent. */
function upload(
  address: string,
  { job, progress, onNote }: BlobOnItsWay,
  repository: string,
  { memory, onEvent }: TransferOptions,
): Pick<BlobUpload, 'resume' | 'onSession' | 'onProgress' | 'onResumed'> {
  const { digest, size } = job;
  const { onProgress, ...remembering } = rememberedUpload(memory, { registry: address, repository, digest }, size);
  let counted = 0;
  return {
    ...remembering,
    onResumed(offset) {
      counted = Math.max(counted, offset);
      progress.report(job, offset);
      onEvent({ type: 'resumed', registry: address, repository, digest, offset, size });
      if (offset === 0 && remembering.resume !== undefined) {
        onNote(`blob ${digest} was sent again from its beginning: registry ${address} had forgotten the rest`);
      }
    },
    onProgress(bytes) {
      progress.report(job, bytes, Math.max(0, bytes - counted));
      counted = Math.max(counted, bytes);
      onProgress?.(bytes);
    },
  };
}

function arrived(
  { address }: Registry,
  { job, there, progress }: BlobOnItsWay,
  repository: string,
  { memory }: TransferOptions,
): void {
  there.push(repository);
  progress.report(job, job.size);
  memory?.keepRepository({ registry: address, repository, digest: job.digest });
}

/** Waits for all of them, also where one fails: nothing shall go on unseen. */
async function allOf(deeds: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(deeds);
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
}
