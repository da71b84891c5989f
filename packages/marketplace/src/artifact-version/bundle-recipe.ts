import { type Artifact, type ArtifactVersion, annotations, labels, landingRepository } from '@violet/api';
import { parseReference, printReference } from '@violet/oci';
import { isOwn, type OwnImages, rewritten } from './white-list.ts';

/** All that decides what a bundle on the shelf looks like. */
export interface BundleRecipe {
  registry: string;
  repository: string;
  digest: string;
  tag: string;
  /** Images, as the bundle names them, that lie below `3rdparty/`. */
  thirdPartyImages: readonly string[];
  /** Which other images are the platform's own; undefined: all. */
  ownImages?: OwnImages;
  /** Give the operator the version of the tag. */
  resetVersion: boolean;
}

/** Where the bundles of an Artifact lie: host and port of the registry, and the repository in it. */
export function placeOf({ spec: { registry, repository } }: Artifact): Pick<BundleRecipe, 'registry' | 'repository'> {
  return { registry: registry.replace(/^https?:\/\//, '').replace(/\/+$/, ''), repository };
}

/** `Artifact.spec.registry` wins over whatever else names a registry. */
export function bundleRecipe(
  artifact: Artifact,
  { metadata, spec }: ArtifactVersion,
  { digest, ownImages }: { digest: string; ownImages?: OwnImages | undefined },
): BundleRecipe {
  // violet knows where it has put them.
  const isPushed = metadata.labels?.[labels.managedBy] === 'violet';
  return {
    ...placeOf(artifact),
    ...(ownImages === undefined || isPushed ? {} : { ownImages }),
    digest,
    tag: spec.tag,
    thirdPartyImages: listIn(metadata.annotations?.[annotations.thirdPartyImages]),
    resetVersion: metadata.annotations?.[annotations.resetBundleVersion] === 'true',
  };
}

/** Where an image of the bundle lies in the cluster's registry; what is no reference stays. */
export function relocated(image: string, { registry, thirdPartyImages, ownImages }: BundleRecipe): string {
  try {
    const named = ownImages === undefined ? image : rewritten(image, ownImages);
    const thirdParty = thirdPartyImages.includes(image) || (ownImages !== undefined && !isOwn(named, ownImages));
    const reference = parseReference(named);
    return printReference({
      ...reference,
      registry,
      repository: landingRepository(reference.repository, { thirdParty }),
    });
  } catch {
    return image;
  }
}

function listIn(text: string | undefined): string[] {
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}
