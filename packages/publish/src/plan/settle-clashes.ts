import { Failure } from '@violet/machinery';
import { isIndexMediaType } from '@violet/oci';
import type { PackagePlan, PlannedImage } from './plan-package.ts';

/** An image of one package at its place. */
interface Claim {
  plan: PackagePlan;
  image: PlannedImage;
}

/**
 * Looks for images of several packages that would land in one place. Where one of them is all of the other and more (the
 * same for more platforms), only that one is pushed, and the package of the other depends on its package. Else the package
 * that came first keeps the place, and the other one's failure is in the answer.
 */
export function settleClashes(plans: readonly PackagePlan[]): Map<PackagePlan, Failure> {
  const failures = new Map<PackagePlan, Failure>();
  for (const [place, claims] of claimsByPlace(plans)) {
    const [first] = claims;
    if (first === undefined || claims.every(({ image }) => image.digest === first.image.digest)) continue;
    const keeper = claims.reduce((kept, claim) => (covers(claim.image, kept.image) ? claim : kept), first);
    for (const claim of claims) {
      if (claim.image.digest === keeper.image.digest) continue;
      if (covers(keeper.image, claim.image) && claim.image !== claim.plan.artifact) leaveTo(keeper, claim);
      else if (!failures.has(claim.plan)) failures.set(claim.plan, clash(place, keeper, claim));
    }
  }
  return failures;
}

function claimsByPlace(plans: readonly PackagePlan[]): Map<string, Claim[]> {
  const places = new Map<string, Claim[]>();
  for (const plan of plans) {
    for (const image of plan.images) {
      const place = `${image.repository}:${image.reference}`;
      const claims = places.get(place) ?? [];
      claims.push({ plan, image });
      places.set(place, claims);
    }
  }
  return places;
}

function covers(larger: PlannedImage, smaller: PlannedImage): boolean {
  const has = new Set(larger.contents.manifests.map(({ digest }) => digest));
  return smaller.contents.manifests.every(({ digest, mediaType }) => isIndexMediaType(mediaType) || has.has(digest));
}

function leaveTo(keeper: Claim, { plan, image }: Claim): void {
  plan.images = plan.images.filter((one) => one !== image);
  plan.dependsOn.add(keeper.plan);
}

function clash(place: string, keeper: Claim, { plan }: Claim): Failure {
  return new Failure(
    'Conflict',
    `${plan.file.path} and ${keeper.plan.file.path} would put different images at ${place}`,
    {
      hint: 'Push them one after the other, the one last whose image is to stay.',
    },
  );
}
