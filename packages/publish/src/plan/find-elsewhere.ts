import { landingRepository } from '@violet/api';
import type { LackingBlob } from '@violet/archive';
import { eachAtOnce, Failure } from '@violet/machinery';
import { parseReference, type Registry } from '@violet/oci';
import { type PackagePlan, repositoryBelow } from './plan-package.ts';

/**
 * Finds in the registry, by asking, what a differential package leaves out and no package of this push brings, and notes in
 * `plan.elsewhere` which repository has it. Throws NotFound with the names of the base packages that have to be pushed first.
 */
export async function findElsewhere(
  plan: PackagePlan,
  plans: readonly PackagePlan[],
  registry: Registry,
  concurrency: number,
): Promise<void> {
  const wanted = await wantedOf(plan, registry, concurrency);
  const brought = (digest: string) => plans.some(({ file }) => file.find(digest) !== undefined);
  const asked = [...plan.file.lacking.values()].filter(({ digest }) => wanted.has(digest) && !brought(digest));
  const absent: LackingBlob[] = [];
  await eachAtOnce(asked, concurrency, async (blob) => {
    const targets = wanted.get(blob.digest) ?? [];
    const repository = await repositoryOf(blob, [repositoryBelow(plan.prefix, homeOf(blob)), ...targets], registry);
    if (repository === undefined) absent.push(blob);
    else plan.elsewhere.set(blob.digest, repository);
  });
  if (absent.length > 0) throw lacksBase(plan, absent, registry);
}

/** The blobs that images need which are not in the registry yet, and the repositories of these. */
async function wantedOf(plan: PackagePlan, registry: Registry, concurrency: number): Promise<Map<string, Set<string>>> {
  const wanted = new Map<string, Set<string>>();
  await eachAtOnce(plan.images, concurrency, async ({ repository, reference, digest, contents }) => {
    const lacking = contents.blobs.filter((blob) => plan.file.lacking.has(blob.digest));
    if (lacking.length === 0 || (await registry.headManifest(repository, reference))?.digest === digest) return;
    for (const blob of lacking) wanted.set(blob.digest, (wanted.get(blob.digest) ?? new Set()).add(repository));
  });
  return wanted;
}

/** Where the image of the base landed that has the blob. */
function homeOf({ base }: LackingBlob): string {
  return landingRepository(parseReference(base.image).repository, { thirdParty: base.isThirdParty === true });
}

async function repositoryOf(
  { digest }: LackingBlob,
  candidates: readonly string[],
  registry: Registry,
): Promise<string | undefined> {
  for (const candidate of new Set(candidates)) {
    if ((await registry.headBlob(candidate, digest)) !== undefined) return candidate;
  }
  return undefined;
}

function lacksBase({ file }: PackagePlan, absent: readonly LackingBlob[], registry: Registry): Failure {
  const bases = [...new Set(absent.map(({ base }) => `${base.name} ${base.version}`))].sort();
  const layers = absent.length === 1 ? '1 layer' : `${absent.length} layers`;
  return new Failure(
    'NotFound',
    `${file.path} is a differential package and needs ${bases.join(', ')}: registry ${registry.address} lacks ${layers} of it`,
    { reason: 'BaseMissing', hint: `Push ${bases.join(' and ')} first, or in the same push.` },
  );
}
