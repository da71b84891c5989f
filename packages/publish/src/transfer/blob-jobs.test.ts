import type { PackageFile } from '@violet/archive';
import { expect, it } from 'vitest';
import type { PackagePlan, PlannedImage } from '../plan/plan-package.ts';
import { blobJobs } from './blob-jobs.ts';

/** A package of these blobs, of which its images (by repository) need some. */
function planOf(own: string[], needed: Record<string, string[]>): [PackagePlan, PlannedImage[]] {
  const find = (digest: string) => (own.includes(digest) ? { digest, size: 1 } : undefined);
  const images = Object.entries(needed).map(([repository, digests]) => {
    return { repository, contents: { blobs: digests.map((digest) => ({ digest, size: 1 })) } } as PlannedImage;
  });
  const file = { path: own.join(), digests: () => own, find } as unknown as PackageFile;
  return [{ file } as PackagePlan, images];
}

it('are one for each digest, of all packages that want it, those that have it first', () => {
  const [holder, lacking] = [
    planOf(['a', 'b', 'c'], { one: ['a', 'b'], two: ['b'] }),
    planOf(['d'], { three: ['d', 'a', 'e'] }),
  ];

  const jobs = blobJobs(new Map([lacking, holder]));

  const told = jobs.map(({ digest, wants }) => [
    digest,
    ...wants.map(({ plan, repositories, source }) => [plan.file.path, repositories.join(), source?.path]),
  ]);
  expect(told).toEqual([
    ['d', ['d', 'three', 'd']],
    ['a', ['a,b,c', 'one', 'a,b,c'], ['d', 'three', 'a,b,c']],
    ['b', ['a,b,c', 'one,two', 'a,b,c']],
    ['e', ['d', 'three', undefined]],
  ]);
});

it('share what is wanted where their blobs are for the same repository: a push has tens of thousands', () => {
  const [first, second] = blobJobs(new Map([planOf(['a', 'b'], { one: ['a', 'b'] })]));

  expect(first?.wants[0]).toBe(second?.wants[0]);
});
