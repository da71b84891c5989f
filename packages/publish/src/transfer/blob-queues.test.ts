import type { PackageFile } from '@violet/archive';
import { describe, expect, it } from 'vitest';
import type { PackagePlan } from '../plan/plan-package.ts';
import type { BlobJob } from './blob-jobs.ts';
import { blobQueues } from './blob-queues.ts';

const mebibyte = 1024 * 1024;
const plan = {} as PackagePlan;
const [file, stream] = [{ isStream: false }, { isStream: true }] as PackageFile[];

function job(digest: string, size: number, repositories: string[], source = file): BlobJob {
  return { digest, size, wants: [{ plan, repositories, ...(source === undefined ? {} : { source }) }] };
}

const digestsOf = (jobs: readonly BlobJob[]) =>
  blobQueues(jobs).map(({ queue, limit }) => [queue.map(({ digest }) => digest), limit]);

describe('the queues of blobs', () => {
  it('begin with what takes longest, and let small ones not wait for it', () => {
    const jobs = [
      job('config', 500, ['a']),
      job('layer', 20 * mebibyte, ['a']),
      job('shared', 20 * mebibyte, ['a', 'b']),
      job('largest', 30 * mebibyte, ['a']),
    ];

    expect(digestsOf(jobs)).toEqual([
      [['largest', 'shared', 'layer'], undefined],
      [['config'], undefined],
    ]);
  });

  it('read a package that is a stream in its own order, one blob at a time', () => {
    const jobs = [job('first', 500, ['a'], stream), job('second', 20 * mebibyte, ['a'], stream)];

    expect(digestsOf(jobs)).toEqual([
      [[], undefined],
      [[], undefined],
      [['first', 'second'], 1],
    ]);
  });
});
