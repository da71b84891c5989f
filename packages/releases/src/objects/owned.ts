import { Failure } from '@violet/machinery';
import { type isKept, ownershipProblem } from './ownership.ts';
import { printTarget, type Target } from './target.ts';

interface ReleaseId {
  name: string;
  namespace: string;
}

/**
 * The targets that exist already; they must belong to the release, unless it takes ownership of whatever is there.
 * Throws Helm's refusal (code Invalid) for one that does not.
 */
export async function adoptable(
  targets: readonly Target[],
  release: ReleaseId,
  takeOwnership: boolean,
): Promise<Target[]> {
  const found = await Promise.all(
    targets.map((target) => (target.name === '' ? undefined : target.client.get(target.name))),
  );
  return targets.filter((target, index) => {
    const live = found[index];
    if (live === undefined) return false;
    if (takeOwnership) return true;
    const problem = ownershipProblem(live, release);
    if (problem === undefined) return true;
    throw new Failure(
      'Invalid',
      `${printTarget(target)} exists and cannot be imported into the current release: ${problem}`,
      {
        hint: 'delete the object, or give it the label and annotations of this release',
        reason: 'NotOwned',
      },
    );
  });
}

/**
 * The targets that exist and belong to the release. What somebody else has taken over is theirs: Helm 4 leaves it alone,
 * Helm 3 does not.
 */
export async function ownedOf(
  release: ReleaseId,
  targets: readonly Target[],
  isSpared: typeof isKept = () => false,
): Promise<Target[]> {
  const owned: Target[] = [];
  for (const target of targets) {
    const live = target.name === '' ? undefined : await target.client.get(target.name);
    if (live !== undefined && !isSpared(live) && ownershipProblem(live, release) === undefined) owned.push(target);
  }
  return owned;
}
