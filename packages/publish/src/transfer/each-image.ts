import { eachAtOnce } from '@violet/machinery';
import type { Registry } from '@violet/oci';
import type { PackagePlan, PlannedImage } from '../plan/plan-package.ts';
import type { TransferOptions } from './transfer-options.ts';

export async function eachImage(
  images: ReadonlyMap<PackagePlan, readonly PlannedImage[]>,
  { concurrency, signal }: TransferOptions,
  task: (plan: PackagePlan, image: PlannedImage) => Promise<void>,
): Promise<void> {
  const pairs = [...images].flatMap(([plan, own]) => own.map((image) => [plan, image] as const));
  await eachAtOnce(pairs, concurrency, async ([plan, image]) => {
    signal?.throwIfAborted();
    await task(plan, image);
  });
}

/** As a person would pull it from there. */
export function imageName(registry: Registry, { repository, reference }: PlannedImage): string {
  return `${registry.address}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
}
