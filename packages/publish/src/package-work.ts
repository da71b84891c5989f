import type { PackageFile } from '@violet/archive';
import { Failure } from '@violet/machinery';
import type { ClusterOutcome } from './objects/cluster-outcome.ts';
import type { PackagePlan } from './plan/plan-package.ts';

/** One package on its way. */
export interface PackageWork {
  file: PackageFile;
  plan?: PackagePlan;
  /** Another file of this push that holds the same package: what happens to that one happens to both. */
  sameAs?: PackageWork;
  pushedImages: number;
  clusters: ClusterOutcome[];
  notes: string[];
  failure?: Failure;
}

export function plansOf(works: readonly PackageWork[]): PackagePlan[] {
  return works.flatMap(({ plan, failure, sameAs }) => ((failure ?? sameAs ?? plan === undefined) ? [] : plan));
}

/** Keeps a package's failure with the package; what is no Failure is a bug and goes on. */
export async function attempt(work: PackageWork, deed: () => Promise<void>): Promise<void> {
  if (work.failure !== undefined) return;
  try {
    await deed();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    work.failure = error;
  }
}
