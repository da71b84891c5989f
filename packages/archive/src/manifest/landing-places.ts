import { Failure } from '@violet/machinery';

/** An image of a package, and where it lands in the registry that it is pushed to. */
export interface LandingImage {
  /** As it was called when it was packed. */
  name: string;
  repository: string;
  /** Its tag, or its digest where it has none. */
  reference: string;
  digest: string;
}

/** Throws Invalid where two different images of the package at `path` would land in one place. */
export function refuseCollisions(path: string, images: readonly LandingImage[]): void {
  const landed = new Map<string, LandingImage>();
  for (const image of images) {
    const place = `${image.repository}:${image.reference}`;
    const other = landed.get(place);
    if (other !== undefined && other.digest !== image.digest) {
      throw new Failure(
        'Invalid',
        `${path}: ${other.name} and ${image.name} are different images that would both become ${place}`,
        { hint: 'Give one of them another repository or tag, or mark it as isThirdParty.' },
      );
    }
    landed.set(place, image);
  }
}
